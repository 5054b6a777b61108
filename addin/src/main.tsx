/** Where the page begins. */
import { render } from "preact";
import { App } from "./app";
import { readConfig } from "./config";
import { Pane } from "./pane";
import "./tokens.css";
import "./pane.css";

const root = document.getElementById("pane");
if (root) render(<App pane={new Pane(readConfig())} />, root);
