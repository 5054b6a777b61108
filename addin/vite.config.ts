/** The pane's build: hashed files under /addin/assets/, which Flask serves (backend/api/addin.py). */
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** The styles within the page: the first paint waits for nothing but the page itself. */
const stylesInPage: Plugin = {
  name: "styles-in-page",
  enforce: "post",
  transformIndexHtml(html, { bundle = {} }) {
    return html.replace(/<link rel="stylesheet"[^>]*href="\/addin\/([^"]+)">/g, (link, name: string) => {
      const file = bundle[name];
      if (file?.type !== "asset") return link;
      delete bundle[name];
      return `<style>${String(file.source)}</style>`;
    });
  },
};

/** The pane's script among those that are asked for after the first frame (taskpane.html). */
const scriptsAfterPaint: Plugin = {
  name: "scripts-after-paint",
  enforce: "post",
  transformIndexHtml(html) {
    const own = /\s*<script type="module"[^>]*><\/script>/g;
    const scripts = html.match(own) ?? [];
    return html.replace(own, "").replace(/\s*<\/template>/, (end) => scripts.join("") + end);
  },
};

export default defineConfig({
  base: "/addin/",
  plugins: [stylesInPage, scriptsAfterPaint],
  build: {
    outDir: "../static/addin",
    emptyOutDir: true,
    target: "es2022",
    // strict pages load nothing from data: addresses but pictures
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: "taskpane.html" },
  },
  test: { include: ["tests/**/*.test.ts"] },
});
