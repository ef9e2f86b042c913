// Copyright: Contributors to the community.sailpoint collection
// SPDX-License-Identifier: GPL-3.0-or-later
// node tests/tools/pictures/draw.cjs FILE.dot ...: draw each with Graphviz, as an SVG beside it.
//
// The name of a graph becomes the picture's title, and its attribute "comment" the description for screen readers.
// Colours come from style.css, by the attribute "class", so that they follow the reader's colour scheme.

const { createHash } = require("node:crypto");
const { readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { instance } = require("@viz-js/viz");

const SCALE = 1.25;
const read = (path) => readFileSync(path, "utf8");
const style = read(join(__dirname, "style.css"));
const tool = ["draw.cjs", "package.json", "style.css"].map((name) => read(join(__dirname, name))).join("");
const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

// Graphviz places texts by the widths of Arial. Centred in their box, they look right in any other font, too.
function centred(node) {
  const [, points] = node.match(/<path d="M([^"]*)"/);
  const across = points.split(/[C ]/).map((point) => Number(point.split(",")[0]));
  const middle = (Math.min(...across) + Math.max(...across)) / 2;
  return node.replace(/text-anchor="start" x="[^"]*"/g, `text-anchor="middle" x="${middle.toFixed(1)}"`);
}

function picture(viz, source) {
  const { name, comment } = JSON.parse(viz.renderString(source, { format: "json0" }));
  const drawn = viz.renderString(source, { format: "svg" });
  const [, width, height] = drawn.match(/viewBox="\S+ \S+ (\S+) (\S+)"/);
  const body = drawn
    .slice(drawn.indexOf("<g id"), drawn.lastIndexOf("</svg>"))
    // The style says what is left out here; a title of a node would be a tooltip.
    .replace(/<title>.*?<\/title>\n|<!--.*?-->\n| (?:id|fill|stroke|stroke-width|font-family|xml:space)="[^"]*"/gs, "")
    .replace(/<g class="node[^]*?<\/g>/g, centred);
  const digest = createHash("sha256").update(source + tool).digest("hex");
  return `\
<!-- Drawn by make pictures, from sources with the SHA-256 ${digest} -->
<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title description" \
width="${Math.round(width * SCALE)}" height="${Math.round(height * SCALE)}" viewBox="0 0 ${width} ${height}">
<title id="title">${escape(name)}</title>
<desc id="description">${escape(comment)}</desc>
<style>
${style.replace(/^\/\*.*\*\/\n/gm, "")}</style>
${body}</svg>
`;
}

instance().then((viz) => {
  for (const path of process.argv.slice(2)) {
    writeFileSync(path.replace(/dot$/, "svg"), picture(viz, read(path)));
  }
});
