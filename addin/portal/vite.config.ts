/** The portal's build: a page and hashed files under /portal/assets/, which Flask serves (backend/api/portal.py). */
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  base: "/portal/",
  build: {
    outDir: "../../static/portal",
    emptyOutDir: true,
    target: "es2022",
    // strict pages load nothing from data: addresses but pictures
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
