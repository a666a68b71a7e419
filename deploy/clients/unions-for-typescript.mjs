#!/usr/bin/env node
// Writes the OpenAPI document of a service for openapi-typescript:
//   node unions-for-typescript.mjs investigation.json investigation.typescript.json
import { readFile, writeFile } from 'node:fs/promises'

const REF = '#/components/schemas/'

/**
 * The document for openapi-typescript. In the document of a service a union is a base with a discriminator, which its members extend;
 * openapi-typescript reads such a base as an object without the members. Here the union is `oneOf` of its members, and they
 * extend `<name>Base`.
 */
const withUnions = (document) => {
  const schemas = structuredClone(document.components.schemas)
  for (const [name, { discriminator, 'x-members': _, ...base }] of Object.entries(schemas)) {
    const members = Object.values(discriminator?.mapping ?? {})
    if (members.length === 0) continue
    for (const member of members) {
      const schema = schemas[member.replace(REF, '')]
      schema.allOf = schema.allOf?.map((part) => (part.$ref === `${REF}${name}` ? { $ref: `${REF}${name}Base` } : part))
    }
    schemas[`${name}Base`] = base
    schemas[name] = { oneOf: [...new Set(members)].map(($ref) => ({ $ref })), discriminator }
  }
  return { ...document, components: { ...document.components, schemas } }
}

const [document, written] = process.argv.slice(2)
if (written === undefined) {
  console.error('usage: node unions-for-typescript.mjs <openapi.json> <file to write>')
  process.exit(2)
}
await writeFile(written, JSON.stringify(withUnions(JSON.parse(await readFile(document, 'utf8')))))
