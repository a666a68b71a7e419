import type { JsonSchema } from './json-schema.ts'

/** One value of a discriminator, with the object that it marks. */
export interface Marked {
  readonly value: string
  readonly schema: JsonSchema
}

/** A union whose members one property distinguishes. */
export interface Discriminated {
  readonly by: string
  readonly members: readonly Marked[]
}

const textsOf = ({ properties = {}, required = [] }: JsonSchema, name: string): readonly string[] => {
  const values = required.includes(name) ? (properties[name]?.enum ?? []) : []
  return values.every((value) => typeof value === 'string') ? (values as string[]) : []
}

const isObject = ({ type, properties }: JsonSchema): boolean => type === 'object' && properties !== undefined

/**
 * The property that distinguishes the members of a union, and one member for each of its values: a generator makes one
 * class of each. `undefined`: no property does.
 */
export const discriminated = (members: readonly JsonSchema[]): Discriminated | undefined => {
  if (!members.every(isObject)) return undefined
  const by = Object.keys(members[0]?.properties ?? {}).find((name) => {
    const values = members.flatMap((member) => textsOf(member, name))
    return members.every((member) => textsOf(member, name).length > 0) && new Set(values).size === values.length
  })
  if (by === undefined) return undefined
  return { by, members: members.flatMap((schema) => textsOf(schema, by).map((value) => ({ value, schema }))) }
}

const merged = (schemas: readonly JsonSchema[]): JsonSchema => {
  const [first = {}, ...others] = schemas
  if (others.every((other) => JSON.stringify(other) === JSON.stringify(first))) return first
  if (schemas.every(isObject)) return mergedObjects(schemas)
  const { description } = first
  const isOneType = others.every(({ type }) => type === first.type)
  const type = isOneType && first.type !== undefined ? { type: first.type } : {}
  const items = schemas.flatMap((one) => (one.items ? [one.items] : []))
  const list = items.length === schemas.length ? { items: merged(items) } : {}
  return { ...type, ...list, ...(description === undefined ? {} : { description }) }
}

/** One object for all members of a union that no property distinguishes: what only some of them have is optional. */
export const mergedObjects = (members: readonly JsonSchema[]): JsonSchema => {
  const names = [...new Set(members.flatMap(({ properties = {} }) => Object.keys(properties)))]
  const of = (name: string): readonly JsonSchema[] => members.flatMap(({ properties }) => (properties?.[name] ? [properties[name]] : []))
  const required = names.filter((name) => members.every((member) => member.required?.includes(name)))
  return {
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, merged(of(name))])),
    ...(required.length > 0 ? { required } : {}),
  }
}

/** The text that any of some texts matches. */
export const anyText = (members: readonly JsonSchema[]): JsonSchema => {
  const patterns = members.map(({ pattern }) => pattern)
  const { description } = members[0] ?? {}
  const limit = patterns.every((pattern) => pattern !== undefined) ? { pattern: patterns.map((one) => `(?:${one})`).join('|') } : {}
  return { type: 'string', ...limit, ...(description === undefined ? {} : { description }) }
}
