// Makes the trimmed copy of GitHub's OpenAPI description that the conformance checks read.
//
//   npm install --no-save @octokit/openapi@23.0.2 && node trim.mjs
//
// Kept are the operations below, and of them what a validator needs: parameters, bodies, schemas. Prose, examples and
// vendor extensions are dropped. Two things are said in another way, because swagger-request-validator 2.46.0 does not
// understand them as they stand; neither allows more or less than before:
//
//   - a "nullable" beside oneOf or anyOf becomes one more alternative, null (the validator reads it beside "type" only);
//   - a discriminator over a member that is not required is dropped (the validator takes that for a wrong schema).
//
// The output's order is that of the input, so a new version gives a readable difference.

import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";

const packageFolder = process.argv[2] ?? createRequire(import.meta.url).resolve("@octokit/openapi/package.json").replace(/\/package\.json$/, "");
const output = new URL(
  "../main/resources/io/github/hirakuarai/codexrunner/forge/openapi/github.json",
  import.meta.url,
);

const R = "/repos/{owner}/{repo}";
const operations = {
  "/app-manifests/{code}/conversions": ["post"],
  "/orgs/{org}/teams/{team_slug}/memberships/{username}": ["get"],
  "/rate_limit": ["get"],
  "/user": ["get"],
  [R]: ["get"],
  [`${R}/branches/{branch}`]: ["get"],
  [`${R}/collaborators/{username}/permission`]: ["get"],
  [`${R}/commits/{ref}/status`]: ["get"],
  [`${R}/commits/{ref}/statuses`]: ["get"],
  [`${R}/git/commits`]: ["post"],
  [`${R}/git/commits/{commit_sha}`]: ["get"],
  [`${R}/git/matching-refs/{ref}`]: ["get"],
  [`${R}/git/ref/{ref}`]: ["get"],
  [`${R}/issues`]: ["get", "post"],
  [`${R}/issues/comments`]: ["get"],
  [`${R}/issues/comments/{comment_id}`]: ["get", "patch", "delete"],
  [`${R}/issues/comments/{comment_id}/reactions`]: ["post"],
  [`${R}/issues/events`]: ["get"],
  [`${R}/issues/{issue_number}`]: ["get", "patch"],
  [`${R}/issues/{issue_number}/assignees`]: ["post", "delete"],
  [`${R}/issues/{issue_number}/comments`]: ["get", "post"],
  [`${R}/issues/{issue_number}/events`]: ["get"],
  [`${R}/issues/{issue_number}/labels`]: ["get", "post", "put", "delete"],
  [`${R}/issues/{issue_number}/labels/{name}`]: ["delete"],
  [`${R}/issues/{issue_number}/lock`]: ["put", "delete"],
  [`${R}/issues/{issue_number}/reactions`]: ["post"],
  [`${R}/issues/{issue_number}/timeline`]: ["get"],
  [`${R}/labels`]: ["get", "post"],
  [`${R}/labels/{name}`]: ["get", "patch", "delete"],
  [`${R}/pulls`]: ["get", "post"],
  [`${R}/pulls/comments`]: ["get"],
  [`${R}/pulls/comments/{comment_id}`]: ["get", "patch", "delete"],
  [`${R}/pulls/comments/{comment_id}/reactions`]: ["post"],
  [`${R}/pulls/{pull_number}`]: ["get", "patch"],
  [`${R}/pulls/{pull_number}/comments`]: ["get", "post"],
  [`${R}/pulls/{pull_number}/commits`]: ["get"],
  [`${R}/pulls/{pull_number}/files`]: ["get"],
  [`${R}/pulls/{pull_number}/merge`]: ["put"],
  [`${R}/pulls/{pull_number}/requested_reviewers`]: ["post"],
  [`${R}/pulls/{pull_number}/reviews`]: ["get"],
  [`${R}/statuses/{sha}`]: ["post"],
};

const source = JSON.parse(readFileSync(`${packageFolder}/generated/api.github.com.json`, "utf8"));
const version = JSON.parse(readFileSync(`${packageFolder}/package.json`, "utf8")).version;

/** Drops what no validator reads. Inside `properties` every key is a member's name and stays. */
function lean(node, insideProperties = false) {
  if (Array.isArray(node)) return node.map((item) => lean(item));
  if (node === null || typeof node !== "object") return node;
  const kept = {};
  for (const [key, value] of Object.entries(node)) {
    const prose = ["description", "summary", "title", "example", "examples", "externalDocs", "tags", "default", "deprecated", "discriminator"];
    if (!insideProperties && (key.startsWith("x-") || prose.includes(key))) continue;
    kept[key] = lean(value, !insideProperties && key === "properties");
  }
  for (const alternatives of ["oneOf", "anyOf"]) {
    if (!insideProperties && kept.nullable && Array.isArray(kept[alternatives])) {
      kept[alternatives].push({ type: "object", nullable: true, enum: [null] });
      delete kept.nullable;
    }
  }
  // A response must have a description, even an empty one.
  if (!insideProperties && node.description !== undefined && (node.content || node.headers || Object.keys(kept).length === 0)) {
    kept.description = "";
  }
  return kept;
}

const paths = {};
for (const [path, methods] of Object.entries(operations)) {
  paths[path] = {};
  for (const method of methods) {
    const operation = source.paths[path]?.[method];
    if (!operation) throw new Error(`the description has no ${method} ${path}`);
    paths[path][method] = lean(operation);
  }
}

const components = {};
const queue = [paths];
while (queue.length > 0) {
  const node = queue.pop();
  if (node === null || typeof node !== "object") continue;
  if (typeof node.$ref === "string") {
    const [kind, name] = node.$ref.replace("#/components/", "").split("/");
    if (!components[kind]?.[name]) {
      components[kind] ??= {};
      components[kind][name] = lean(source.components[kind][name]);
      queue.push(components[kind][name]);
    }
  }
  queue.push(...Object.values(node));
}

const trimmed = {
  openapi: source.openapi,
  info: {
    title: "GitHub's REST interface, trimmed to what codex-runner uses",
    version,
    description: "Made by trim.mjs from @octokit/openapi; see NOTICE beside this file.",
    license: { name: "MIT" },
  },
  paths,
  components: Object.fromEntries(
    Object.entries(components).map(([kind, all]) => [kind, Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)))]),
  ),
};
writeFileSync(output, JSON.stringify(trimmed, null, 1) + "\n");
