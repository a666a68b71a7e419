/** A part of an OpenAPI document. */
type Part = Readonly<Record<string, unknown>>

const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null && !Array.isArray(value)

const PREFIX = '#/components/'

/** The component to which a reference leads. */
const componentOf = (document: Part, ref: string): Part => {
  const found = ref
    .slice(2)
    .split('/')
    .reduce<unknown>((part, key) => (isPart(part) ? part[key] : undefined), document)
  if (!ref.startsWith(PREFIX) || !isPart(found)) throw new Error(`${ref} leads to nothing in the OpenAPI document`)
  return found
}

const merged = (parts: readonly Part[]): Part => ({
  type: 'object',
  properties: Object.assign({}, ...parts.map(({ properties }) => properties)) as Part,
  required: [...new Set(parts.flatMap(({ required }) => (required ?? []) as readonly string[]))],
})

/**
 * A schema without references, as strict as this release is: a base with a discriminator is one of its members,
 * enumerations have only the listed values, and objects only the listed members.
 */
const resolvedSchema = (document: Part, schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map((one) => resolvedSchema(document, one))
  if (!isPart(schema)) return schema
  const { $ref, allOf, 'x-extensible-enum': values, 'x-members': _, discriminator: __, ...rest } = schema
  if (typeof $ref === 'string') {
    const component = componentOf(document, $ref)
    return isPart(component['discriminator']) ? oneOfMembers(document, component) : resolvedSchema(document, component)
  }
  if (Array.isArray(allOf)) {
    const parts = allOf.map((one: Part) => flat(document, one))
    return resolvedSchema(document, merged(parts))
  }
  if (values !== undefined) return { ...rest, enum: values }
  const resolved = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      key === 'properties' && isPart(value)
        ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolvedSchema(document, one)]))
        : key === 'required' || key === 'enum'
          ? value
          : resolvedSchema(document, value),
    ]),
  )
  return rest['properties'] !== undefined && rest['additionalProperties'] === undefined
    ? { ...resolved, additionalProperties: false }
    : resolved
}

/** The members of an object that other components describe, still with references. */
const flat = (document: Part, part: Part): Part => {
  const { $ref, allOf } = part
  if (typeof $ref === 'string') return flat(document, componentOf(document, $ref))
  return Array.isArray(allOf) ? merged(allOf.map((one: Part) => flat(document, one))) : part
}

const oneOfMembers = (document: Part, base: Part): Part => {
  const { propertyName, mapping } = base['discriminator'] as {
    readonly propertyName: string
    readonly mapping: Readonly<Record<string, string>>
  }
  return {
    oneOf: Object.entries(mapping).map(([value, $ref]) => {
      const member = flat(document, { $ref })
      const properties = { ...(member['properties'] as Part), [propertyName]: { type: 'string', enum: [value] } }
      return resolvedSchema(document, { ...member, properties })
    }),
  }
}

const resolvedContent = (document: Part, content: unknown): unknown =>
  isPart(content)
    ? Object.fromEntries(
        Object.entries(content).map(([type, media]) => [
          type,
          isPart(media) && 'schema' in media ? { ...media, schema: resolvedSchema(document, media['schema']) } : media,
        ]),
      )
    : content

const resolvedOperation = (document: Part, operation: Part): Part => {
  const body = operation['requestBody']
  const responses = Object.entries((operation['responses'] ?? {}) as Part).map(([status, response]) => {
    const found = isPart(response) && typeof response['$ref'] === 'string' ? componentOf(document, response['$ref']) : (response as Part)
    return [status, { ...found, content: resolvedContent(document, found['content']) }]
  })
  return {
    ...operation,
    ...(isPart(body) ? { requestBody: { ...body, content: resolvedContent(document, body['content']) } } : {}),
    responses: Object.fromEntries(responses),
  }
}

/** A document in which each answer and each body has its whole schema. */
export const resolvedDocument = (document: unknown): unknown => {
  if (!isPart(document) || !isPart(document['paths'])) return document
  const paths = Object.entries(document['paths']).map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations as Part).map(([method, one]) => [
        method,
        method === 'get' || method === 'post' ? resolvedOperation(document, one as Part) : one,
      ]),
    ),
  ])
  return { ...document, paths: Object.fromEntries(paths) as Part }
}
