// Reads {schema, values} from standard input and writes what is wrong with each value under the schema, null for nothing.
// The schema's own examples are checked too, each under the part of the schema that it stands in.
const Ajv = require("ajv/dist/2020").default;
const { schema, values } = JSON.parse(require("fs").readFileSync(0, "utf8"));

// Formats are rules of the runner's own, which no other validator knows.
const ajv = () => new Ajv({ strictSchema: true, strictTypes: false, strictRequired: false, strictTuples: false,
  allowMatchingProperties: true, validateFormats: false, formats: [] });

function examples(part, found) {
  if (Array.isArray(part)) {
    part.forEach((one) => examples(one, found));
  } else if (part !== null && typeof part === "object") {
    if (Array.isArray(part.examples)) {
      const { $id, $schema, ...own } = part;
      const validate = ajv().compile({ ...own, $defs: schema.$defs });
      part.examples.filter((example) => !validate(example)).forEach((example) => found.push({ example, part }));
    }
    Object.entries(part).forEach(([key, one]) => key === "examples" || examples(one, found));
  }
  return found;
}

const validate = ajv().compile(schema);
process.stdout.write(JSON.stringify({
  values: values.map((value) => (validate(value) ? null : validate.errors)),
  examples: examples(schema, []),
}));
