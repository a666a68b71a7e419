import { PersonRef } from '@case-timeline/contracts'
import { z } from 'zod'
import { commonMembers, componentName, described, type Direction, type JsonSchema, singular } from './json-schema.ts'
import { type Named, namesOfContracts } from './names.ts'
import { anyText, type Discriminated, discriminated, mergedObjects } from './unions.ts'

/** The schemas of a document: each is described once, and referred to by its name. */
export interface Components {
  /**
   * Adds a schema, with all objects in it.
   * @param name of the schema, if neither its title nor the contracts name it
   * @returns a reference to it
   * @throws RangeError if another schema has the name
   */
  add(schema: JsonSchema, name: string, direction: Direction): JsonSchema
  /**
   * Adds a schema that has all members of another one, and its own in addition.
   * @param of a reference to the other one
   */
  extended(of: JsonSchema, own: JsonSchema, name: string, direction: Direction): JsonSchema
  /** All schemas by name, sorted. */
  all(): Readonly<Record<string, JsonSchema>>
}

/** Marks the answer that shows the data of an event type, with members in addition to it. */
export const SHOWS_DATA_OF = 'x-data-of'

const REF = '#/components/schemas/'
const refTo = (name: string): JsonSchema => ({ $ref: `${REF}${name}` })

/** A pattern that only an engine with the flag `u` reads; clients are generated without it. */
const NEEDS_UNICODE_FLAG = /\\[pPu]\{|\P{ASCII}/u

/** What limits a value; who reads an answer does not check it. */
const LIMITS = ['pattern', 'minLength', 'maxLength', 'minItems', 'maxItems', 'minimum', 'maximum']

/** A schema without what generators of clients read in a wrong way, and without what only the service checks. */
const plain = (schema: JsonSchema, direction: Direction): JsonSchema => {
  const { pattern = '', format, maximum } = schema
  const left = [
    ...['readOnly', '$schema'],
    ...(direction === 'answered' ? LIMITS : []),
    ...(format === 'date-time' || NEEDS_UNICODE_FLAG.test(pattern) ? ['pattern'] : []),
    ...(maximum === Number.MAX_SAFE_INTEGER ? ['maximum'] : []),
  ]
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => !left.includes(keyword)))
}

const { pattern: PERSON_REF_PATTERN = '', description: PERSON_DESCRIPTION } = z.toJSONSchema(PersonRef)
const UUID_PATTERN = PERSON_REF_PATTERN.slice(1, -1)
/** In an answer a court order may have replaced a person’s reference by a pseudonym; a command names no pseudonym. */
const PERSON: Named = {
  name: 'PersonRef',
  schema: {
    type: 'string',
    pattern: `^(?:${UUID_PATTERN}|withheld-by-${UUID_PATTERN}-\\d+)$`,
    description: 'pseudonymous reference to a person; in an answer also what a court order shows in its place',
  },
}
const isPerson = ({ pattern, description }: JsonSchema): boolean => pattern === PERSON_REF_PATTERN && description === PERSON_DESCRIPTION

/** A name that says that the member refers to a person: what such a reference is, the document says once, in its introduction. */
const NAMES_PERSON = /(?:person|accused|complainant|guardian|interpreter|judge)Refs?$/i

/** An optional member of what a caller sends: null means absent. */
const orNull = (schema: JsonSchema): JsonSchema => {
  const { description, ...rest } = schema
  const { oneOf, type, enum: values, $ref } = rest
  if (oneOf) return { ...schema, oneOf: [...oneOf, { type: 'null' }] }
  if (typeof type === 'string' && values === undefined) return { ...schema, type: [type, 'null'] }
  return $ref === undefined && type === undefined ? schema : described({ oneOf: [rest, { type: 'null' }] }, description)
}

/** An enumeration is open: a later release may add a value, and one schema serves a command and the answers. */
const opened = (schema: JsonSchema): JsonSchema => {
  const { enum: values = [], ...rest } = schema
  return values.length < 2 ? schema : { ...rest, 'x-extensible-enum': values }
}

const withoutMembers = (schema: JsonSchema, without: readonly string[]): JsonSchema => {
  const required = schema.required?.filter((name) => !without.includes(name)) ?? []
  const { required: _, additionalProperties: __, ...rest } = schema
  const properties = Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([name]) => !without.includes(name)))
  return { ...rest, properties, ...(required.length > 0 ? { required } : {}) }
}

/** The components of one document. */
export const components = (): Components => {
  const names = namesOfContracts()
  const schemas = new Map<string, JsonSchema>()
  /** The names of schemas that a command contains. */
  const sent = new Set<string>()
  const nameOfContent = new Map<string, string>()

  /** @param schema made only if no schema that is sent has the name: what is sent accepts null in addition */
  const putNamed = (name: string, direction: Direction, schemaOf: () => JsonSchema): JsonSchema => {
    if (direction === 'answered' && sent.has(name)) return refTo(name)
    const schema = schemaOf()
    const other = schemas.get(name)
    if (other && JSON.stringify(other) !== JSON.stringify(schema))
      throw new RangeError(`two schemas of the OpenAPI document are named ${name}: give one of them a title`)
    schemas.set(name, schema)
    if (direction === 'sent') sent.add(name)
    return refTo(name)
  }
  /** Adds a schema that nothing names, under the name of its place; two places with the same schema share it. */
  const putAt = (path: string, schema: JsonSchema): JsonSchema => {
    const content = JSON.stringify(schema)
    const name = nameOfContent.get(content) ?? path
    nameOfContent.set(content, name)
    return putNamed(name, 'answered', () => schema)
  }

  /** The data of the event type that an answer shows, if the answer has all its members as they are recorded. */
  const dataShownBy = (schema: JsonSchema): Named | undefined => {
    const type = schema[SHOWS_DATA_OF]
    const data = typeof type === 'string' ? names.dataOf(type) : undefined
    const members = Object.entries(data?.properties ?? {})
    const isWhole = members.every(([name, member]) => JSON.stringify(schema.properties?.[name]) === JSON.stringify(member))
    const name = componentName(String(type))
    return data && isWhole && sent.has(name) ? { name, schema: data } : undefined
  }

  const membersOf = (schema: JsonSchema, name: string, direction: Direction): JsonSchema => {
    const { properties = {}, required = [], additionalProperties, title: __, [SHOWS_DATA_OF]: ___, ...rest } = plain(schema, direction)
    const members = Object.entries(properties).map(([member, one]) => {
      const added = visit(one, `${name}${componentName(member)}`, direction)
      return [member, direction === 'sent' && !required.includes(member) ? orNull(added) : added] as const
    })
    return {
      ...rest,
      ...(members.length > 0 ? { properties: Object.fromEntries(members) } : {}),
      ...(required.length > 0 ? { required } : {}),
      ...(typeof additionalProperties === 'object' ? { additionalProperties: true } : {}),
    }
  }

  /** An object that consists of other components and of members of its own. */
  const composed = (schema: JsonSchema, name: string, direction: Direction, bases: readonly JsonSchema[], inherited: readonly string[]) => {
    const data = dataShownBy(schema)
    if (!data && bases.length === 0) return membersOf(schema, name, direction)
    const parts = data ? [...bases, putNamed(data.name, direction, () => membersOf(data.schema, data.name, direction))] : bases
    const own = membersOf(withoutMembers(schema, [...inherited, ...Object.keys(data?.schema.properties ?? {})]), name, direction)
    const { description, ...ownMembers } = own
    return described({ allOf: own.properties ? [...parts, ownMembers] : parts }, description)
  }

  const unionOf = (schema: JsonSchema, name: string, direction: Direction, { by, members }: Discriminated): JsonSchema => {
    const dataMembers = members.flatMap((member) => Object.keys(dataShownBy(member.schema)?.schema.properties ?? {}))
    const common = Object.entries(commonMembers(members.map((member) => member.schema))).filter(
      ([member]) => member !== by && !dataMembers.includes(member),
    )
    const inherited = [by, ...common.map(([member]) => member)]
    const required = inherited.filter((member) => members.every((one) => one.schema.required?.includes(member)))
    const nameOf = ({ value, schema: { title } }: Discriminated['members'][number]): string =>
      title !== undefined && members.filter((one) => one.schema.title === title).length === 1 ? title : `${name}${componentName(value)}`
    const base: JsonSchema = {
      type: 'object',
      ...(schema.description === undefined ? {} : { description: schema.description }),
      properties: { [by]: { type: 'string' }, ...membersOf({ properties: Object.fromEntries(common) }, name, direction).properties },
      required,
      discriminator: { propertyName: by, mapping: Object.fromEntries(members.map((one) => [one.value, `${REF}${nameOf(one)}`])) },
      // A mapping is no reference for every tool.
      'x-members': members.map((one) => refTo(nameOf(one))),
    }
    if (direction === 'answered' && sent.has(name)) return refTo(name)
    for (const one of members)
      putNamed(nameOf(one), direction, () => composed(one.schema, nameOf(one), direction, [refTo(name)], inherited))
    return putNamed(name, direction, () => base)
  }

  const alternatives = (schema: JsonSchema, options: readonly JsonSchema[], name: string, direction: Direction): JsonSchema => {
    const apart = discriminated(options)
    if (apart) return unionOf(schema, name, direction, apart)
    const { anyOf: _, oneOf: __, ...rest } = schema
    if (options.every(({ properties }) => properties !== undefined)) return visit({ ...mergedObjects(options), ...rest }, name, direction)
    if (options.every(({ type }) => type === 'string')) return { ...plain(anyText(options), direction), ...rest }
    return { ...rest, oneOf: options.map((one) => visit(one, `${name}Part`, direction)) }
  }

  const namedUnion = (schema: JsonSchema, options: readonly JsonSchema[], name: string, direction: Direction): JsonSchema => {
    if (direction === 'answered' && sent.has(name)) return refTo(name)
    const union = alternatives(schema, options, name, direction)
    return union.$ref === undefined ? putNamed(name, direction, () => union) : union
  }

  /** A schema under a given name: the description of one use is next to the reference. */
  const underName = (schema: JsonSchema, { name, schema: named }: Named, direction: Direction): JsonSchema => {
    const { title: _, ...definition } = named
    const options = definition.oneOf ?? definition.anyOf
    const isObject = definition.properties !== undefined
    const reference = options
      ? namedUnion(definition, options, name, direction)
      : putNamed(name, direction, () => (isObject ? composed(definition, name, direction, [], []) : opened(plain(definition, direction))))
    return schema.description === named.description ? reference : described(reference, schema.description)
  }

  const person = ({ description }: JsonSchema, path: string, direction: Direction): JsonSchema =>
    described(
      direction === 'answered' ? { type: 'string' } : putNamed(PERSON.name, direction, () => plain(PERSON.schema, direction)),
      NAMES_PERSON.test(path) ? undefined : description,
    )

  const visit = (schema: JsonSchema, path: string, direction: Direction): JsonSchema => {
    const { title, description: _, ...definition } = schema
    const { items, properties, additionalProperties } = schema
    const options = schema.oneOf ?? schema.anyOf
    if (title !== undefined) return underName(schema, { name: title, schema: definition }, direction)
    if (isPerson(schema)) return person(schema, path, direction)
    const named = names.of(schema)
    // An answer is not checked by its reader: the pattern of a text says nothing more.
    if (named && direction === 'answered' && schema.pattern !== undefined)
      return described({ type: 'string' }, schema.description === named.schema.description ? undefined : schema.description)
    if (named) return underName(schema, named, direction)
    if (options) return alternatives(schema, options, path, direction)
    if (properties) return putAt(path, composed(schema, path, direction, [], []))
    if (items) return { ...plain(schema, direction), items: visit(items, singular(path), direction) }
    if (typeof additionalProperties === 'object')
      return { ...plain(schema, direction), additionalProperties: visit(additionalProperties, `${path}Value`, direction) }
    return opened(plain(schema, direction))
  }

  return {
    add: visit,
    extended: (of, own, name, direction) => putNamed(name, direction, () => ({ allOf: [of, membersOf(own, name, direction)] })),
    all: () => Object.fromEntries([...schemas].toSorted(([one], [other]) => (one < other ? -1 : 1))),
  }
}
