// The viewer brings the passage into sight where its address does not.
if (!location.hash) document.getElementById("passage")?.scrollIntoView({ block: "center" });
