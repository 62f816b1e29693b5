// Names the manifest once the page is there: only who keeps the portal on the home screen wants it, and browsers would
// fetch it beside the first pictures, which on a slow line costs those a round trip.
const { manifest } = document.documentElement.dataset;

function link() {
  document.head.append(Object.assign(document.createElement("link"), { rel: "manifest", href: manifest }));
}

if (manifest) addEventListener("load", () => setTimeout(link, 1_000));
