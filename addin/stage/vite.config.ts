/** The build of the stage's Office, one classic script: build/stage/office.js, which only tests and demonstrations serve. */
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: "../../build/stage",
    emptyOutDir: true,
    target: "es2022",
    minify: false,
    lib: { entry: "office.ts", formats: ["iife"], name: "stageOffice", fileName: () => "office.js" },
  },
});
