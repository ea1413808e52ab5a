// Posts an issue on the page of a demo, follows the run, and takes the pictures. Speaks the DevTools protocol over a pipe.
//
//   node screenshots.mjs PAGE FOLDER PROFILE

import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";

const [page, folder, profile] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });

const browser = spawn(
  "chromium",
  ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe", `--user-data-dir=${profile}`],
  { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] },
);
const waiting = new Map();
let number = 0;
let rest = "";
browser.stdio[4].setEncoding("utf8").on("data", (text) => {
  const messages = (rest + text).split("\0");
  rest = messages.pop();
  for (const message of messages.map((one) => JSON.parse(one))) {
    waiting.get(message.id)?.(message);
    waiting.delete(message.id);
  }
});

function call(method, params = {}, sessionId = undefined) {
  const id = ++number;
  browser.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + "\0");
  return new Promise((done, failed) =>
    waiting.set(id, (message) => (message.error ? failed(new Error(method + ": " + message.error.message)) : done(message.result))),
  );
}

const { targetId } = await call("Target.createTarget", { url: "about:blank" });
const { sessionId } = await call("Target.attachToTarget", { targetId, flatten: true });
const tell = (method, params) => call(method, params, sessionId);
const value = async (expression) =>
  (await tell("Runtime.evaluate", { expression, returnByValue: true })).result.value;

async function until(expression) {
  for (let tries = 0; tries < 300; tries++) {
    if (await value(expression)) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error("not within 30 s: " + expression + "\n" + (await value("document.body.innerText")));
}

async function open(address) {
  await tell("Page.navigate", { url: address });
  await until(`document.readyState == "complete" && location.href != "about:blank"`);
}

// The part of a page that an element fills, or its top.
async function picture(name, height, selector = "body") {
  const top = await value(`Math.max(0, document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect().top + scrollY - 12)`);
  const whole = await value("document.documentElement.scrollHeight");
  const { data } = await tell("Page.captureScreenshot", {
    format: "png",
    captureBeyondViewport: true,
    clip: { x: 0, y: top, width: 960, height: Math.min(height, whole - top), scale: 1 },
  });
  writeFileSync(`${folder}/${name}.png`, Buffer.from(data, "base64"));
}

await tell("Emulation.setDeviceMetricsOverride", { width: 960, height: 900, deviceScaleFactor: 1, mobile: false });
await tell("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: "light" }] });

const brief = `The licences of our dependencies are from 2022.

\`\`\`codex-brief
executor: devbox-codex
repo: demo/app
branch: main
workdir: WORKDIR
steps:
  - name: refresh the licences
    shell: |
      for file in third_party/*/LICENSE; do
        sed -i 's/2022/2026/' "$file"
        echo "updated $file"
        sleep 1
      done
  - name: check that none is missing
    shell: |
      for n in 1 2 3 4; do echo "checking package $n of 4"; sleep 1; done
      ls third_party/*/LICENSE
outputs:
  - type: pr
    title: Refresh licences
    commit_message: "chore: refresh licences"
    files: ["third_party/**/LICENSE"]
\`\`\`
`;

await open(page);
const workdir = await value(`document.getElementById("text").value.match(/workdir: (.*)/)[1]`);
await value(`document.getElementById("title").value = "Refresh the licences of our dependencies",
  document.getElementById("text").value = ${JSON.stringify(brief)}.replace("WORKDIR", ${JSON.stringify(workdir)}),
  document.getElementById("send").click()`);
await until(`document.querySelector("#live .busy + a")?.innerText == "demo/app#3"`);
await until(`document.querySelector("#live").innerText.includes("step 2 of 2")`);
const issue = await value(`document.querySelector("[role=status] a").href`);
await picture("service", 430, "#live");
await value(`document.querySelector("#live .busy + a").click()`);
await until(`document.querySelector("[role=log]")?.innerText.includes("package 2 of 4")`);
await value(`document.getElementById("step-1").open = false`);
await picture("run", 1160);
await until(`document.querySelector(".badge")?.innerText == "success"`);
await open(issue);
await picture("issue", 700, ".comment:has(.text h3)");
const pull = await value(`document.querySelector(".text h3 a").href`);
await open(pull);
await picture("pull-request", 820);

await call("Browser.close");
