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

/** What becomes of that which a document leaves open. */
export interface Form {
  /** An enumeration (`x-extensible-enum`). @param rest its schema without the codes */
  codes(rest: Part, codes: readonly string[]): Part
  /** A union: its members by their values of the discriminator `property`, with references. */
  union(members: Readonly<Record<string, Part>>, property: string): Part
  /** An object with members of its own. */
  object(schema: Part): Part
}

/**
 * As strict as this release is: a base with a discriminator is one of its members, enumerations have only the listed
 * values, and objects only the listed members.
 */
const EXACT: Form = {
  codes: (rest, codes) => ({ ...rest, enum: codes }),
  union: (members, property) => ({
    oneOf: Object.entries(members).map(([value, { properties, ...member }]) => ({
      ...member,
      properties: { ...(properties as Part), [property]: { type: 'string', enum: [value] } },
    })),
  }),
  object: (schema) => ({ additionalProperties: false, ...schema }),
}

/** A document, and the form in which its schemas are written. */
export interface Source {
  readonly document: Part
  readonly form: Form
}

/** A schema without references. */
export const resolvedSchema = (source: Source, schema: unknown): unknown => {
  if (Array.isArray(schema)) return schema.map((one) => resolvedSchema(source, one))
  if (!isPart(schema)) return schema
  const { document, form } = source
  const { $ref, allOf, 'x-extensible-enum': codes, 'x-members': _, discriminator: __, ...rest } = schema
  if (typeof $ref === 'string') {
    const component = componentOf(document, $ref)
    return resolvedSchema(source, isPart(component['discriminator']) ? unionOf(source, component) : component)
  }
  if (Array.isArray(allOf)) return resolvedSchema(source, merged(allOf.map((one: Part) => flat(document, one))))
  if (Array.isArray(codes)) return form.codes(rest, codes as readonly string[])
  const resolved = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      key === 'properties' && isPart(value)
        ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, resolvedSchema(source, one)]))
        : key === 'required' || key === 'enum'
          ? value
          : resolvedSchema(source, value),
    ]),
  )
  return rest['properties'] === undefined ? resolved : form.object(resolved)
}

/** The members of an object that other components describe, still with references. */
const flat = (document: Part, part: Part): Part => {
  const { $ref, allOf } = part
  if (typeof $ref === 'string') return flat(document, componentOf(document, $ref))
  return Array.isArray(allOf) ? merged(allOf.map((one: Part) => flat(document, one))) : part
}

const unionOf = ({ document, form }: Source, base: Part): Part => {
  const { propertyName, mapping } = base['discriminator'] as {
    readonly propertyName: string
    readonly mapping: Readonly<Record<string, string>>
  }
  const members = Object.entries(mapping).map(([value, $ref]) => [value, flat(document, { $ref })])
  return form.union(Object.fromEntries(members) as Readonly<Record<string, Part>>, propertyName)
}

const resolvedContent = (source: Source, content: unknown): unknown =>
  isPart(content)
    ? Object.fromEntries(
        Object.entries(content).map(([type, media]) => [
          type,
          isPart(media) && 'schema' in media ? { ...media, schema: resolvedSchema(source, media['schema']) } : media,
        ]),
      )
    : content

const resolvedOperation = (source: Source, operation: Part): Part => {
  const { document } = source
  const body = operation['requestBody']
  const responses = Object.entries((operation['responses'] ?? {}) as Part).map(([status, response]) => {
    const found = isPart(response) && typeof response['$ref'] === 'string' ? componentOf(document, response['$ref']) : (response as Part)
    return [status, { ...found, content: resolvedContent(source, found['content']) }]
  })
  return {
    ...operation,
    ...(isPart(body) ? { requestBody: { ...body, content: resolvedContent(source, body['content']) } } : {}),
    responses: Object.fromEntries(responses),
  }
}

/** A document in which each answer and each body has its whole schema. @param form default: as strict as this release */
export const resolvedDocument = (document: unknown, form: Form = EXACT): unknown => {
  if (!isPart(document) || !isPart(document['paths'])) return document
  const paths = Object.entries(document['paths']).map(([path, operations]) => [
    path,
    Object.fromEntries(
      Object.entries(operations as Part).map(([method, one]) => [
        method,
        method === 'get' || method === 'post' ? resolvedOperation({ document, form }, one as Part) : one,
      ]),
    ),
  ])
  return { ...document, paths: Object.fromEntries(paths) as Part }
}
