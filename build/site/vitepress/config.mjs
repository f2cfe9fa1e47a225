// The pages of the project as a site, by VitePress. The task `site` lays them out around this file.
import { readdirSync, readFileSync } from "node:fs";
import { defineConfig } from "vitepress";

const pages = new URL("../", import.meta.url);
const commands = readdirSync(new URL("docs/", pages)).filter((name) => /^\w+-Cs\w+\.md$/.test(name)).map((name) => name.slice(0, -".md".length));

// A page's own heading names it.
const page = (path) => ({ text: /^# (.*)$/m.exec(readFileSync(new URL(`${path}.md`, pages), "utf8"))[1], link: `/${path}` });
const docs = (...names) => names.map((name) => page(`docs/${name}`));

const sidebar = [
  { text: "Begin", items: [{ text: "CsClientCertificate", link: "/" }, ...docs("about_CsClientCertificate", "identities", "filters", "exports")] },
  { text: "Run", items: docs("nightly", "sharing", "servers", "SCALE", "RELIABILITY", "performance") },
  { text: "Commands", items: docs(...commands) },
  { text: "Develop", items: [...docs("ARCHITECTURE", "packaging"), ...["CONTRIBUTING", "SECURITY", "CHANGELOG"].map(page)] },
];

// Inline: a page needs no address of its own for it.
const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#3451b2" d="M8 0l6 2v5c0 4-2.500 7-6 9-3.500-2-6-5-6-9V2z"/></svg>`;

export default defineConfig({
  title: "CsClientCertificate",
  description: "Client certificates of Skype for Business Server: who has which, and how to revoke them.",
  outDir: "../public",
  base: process.env.SITE_BASE || "/",
  lang: "en-US",
  head: [["link", { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  markdown: {
    // A text in angle brackets is a text, and a SIP address is no mailbox.
    html: false,
    linkify: false,
    languages: [{ name: "output", scopeName: "text.output", patterns: [] }],
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
  },
  themeConfig: { sidebar, outline: [2, 3], search: { provider: "local" } },
});
