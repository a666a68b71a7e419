const REF = '#/components/schemas/'

/**
 * The document for openapi-typescript. In the document a union is a base with a discriminator, which its members extend;
 * openapi-typescript reads such a base as an object without the members. Here the union is `oneOf` of its members, and they
 * extend `<name>Base`.
 */
export const withUnions = (document) => {
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
