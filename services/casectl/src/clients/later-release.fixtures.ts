import type { Exchange } from './exchanges.fixtures.ts'

/** The name of a member that no document has. */
export const MEMBER_OF_LATER = 'memberOfLater'

/** A part of a published document. */
type Part = Readonly<Record<string, unknown>>

const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null && !Array.isArray(value)
const partsIn = (value: unknown): readonly Part[] =>
  Array.isArray(value) ? value.flatMap(partsIn) : isPart(value) ? [value, ...Object.values(value).flatMap(partsIn)] : []

/** The names of members that are an enumeration wherever a document has them, and choose no member of a union. */
const enumerated = (document: Part): ReadonlySet<string> => {
  const parts = partsIn(document['components'])
  const schemas = (document['components'] as { readonly schemas: Readonly<Record<string, Part>> }).schemas
  const isOpen = (schema: unknown): boolean => {
    if (!isPart(schema)) return false
    const { $ref } = schema
    return 'x-extensible-enum' in schema || (typeof $ref === 'string' && isOpen(schemas[$ref.split('/').at(-1) ?? '']))
  }
  const members = parts.flatMap(({ properties }) => (isPart(properties) ? Object.entries(properties) : []))
  const choosing = parts.flatMap(({ discriminator }) => (isPart(discriminator) ? [discriminator['propertyName']] : []))
  const closed = new Set([...choosing, ...members.flatMap(([name, schema]) => (isOpen(schema) ? [] : [name]))])
  return new Set(members.map(([name]) => name).filter((name) => !closed.has(name)))
}

/**
 * Makes an exchange one with a service of a later release: each object of its answer has a member that the document does
 * not have, and each enumeration a code that it does not list.
 */
export const withAdditions = (document: object): ((exchange: Exchange) => Exchange) => {
  const names = enumerated(document as Part)
  const added = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(added)
    if (!isPart(value)) return value
    const members = Object.entries(value).map(([name, one]) => [
      name,
      names.has(name) && typeof one === 'string' ? 'a-code-of-later' : added(one),
    ])
    return { ...Object.fromEntries(members), [MEMBER_OF_LATER]: 'unknown' }
  }
  return (exchange) => ({ ...exchange, answer: added(exchange.answer) })
}
