/** The pane's build: hashed files under /addin/assets/, which Flask serves (backend/api/addin.py). */
import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "/addin/",
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
