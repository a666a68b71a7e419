import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The part of JSON Schema (draft-07) that the charts use. */
export interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: boolean | Schema
  readonly required?: readonly string[]
  readonly minProperties?: number
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly minimum?: number
  readonly maximum?: number
  readonly pattern?: string
  readonly maxLength?: number
  readonly definitions?: Readonly<Record<string, Schema>>
}

export const schemaOf = (chart: string): Schema => JSON.parse(readFileSync(join(chart, 'values.schema.json'), 'utf8')) as Schema

/** The schema that a reference names. */
export const resolved = (schema: Schema, root: Schema): Schema =>
  schema.$ref === undefined ? schema : resolved(root.definitions![schema.$ref.replace('#/definitions/', '')]!, root)

const KEY = '^[a-z]{1,8}$'
/** Few members each, so that the whole has some hundred. */
const MANY = { minKeys: 0, maxKeys: 2 }

/**
 * Values that a schema accepts.
 * @param skipped the names of properties that are left out
 */
export const valuesIn = (schema: Schema, root: Schema, skipped: ReadonlySet<string> = new Set()): fc.Arbitrary<unknown> => {
  const inside = (one: Schema): fc.Arbitrary<unknown> => valuesIn(one, root, skipped)
  const { type, properties = {}, patternProperties = {}, additionalProperties, required = [], items = {}, ...more } = resolved(schema, root)
  if (more.const !== undefined) return fc.constant(more.const)
  if (more.enum) return fc.constantFrom(...more.enum)
  if (more.anyOf) return fc.oneof(...more.anyOf.map(inside))
  switch (type) {
    case 'boolean':
      return fc.boolean()
    case 'integer':
      return fc.integer({ min: more.minimum ?? 0, max: more.maximum ?? 1_000 })
    case 'string':
      return text(more)
    case 'array': {
      const bounds = { minLength: more.minItems ?? 0, maxLength: Math.max(2, more.minItems ?? 0) }
      return more.uniqueItems ? fc.uniqueArray(inside(items), bounds) : fc.array(inside(items), bounds)
    }
    case 'object': {
      const [[pattern, value] = [KEY, additionalProperties]] = Object.entries(patternProperties)
      // One of several alternatives, of which each requires other members.
      const alternatives = more.oneOf?.map((one) => one.required ?? []) ?? [[]]
      const exclusive = new Set(alternatives.flat())
      const named = Object.fromEntries(Object.entries(properties).filter(([name]) => !skipped.has(name)))
      const others =
        typeof value === 'object' ? fc.dictionary(fc.stringMatching(new RegExp(pattern)), inside(value), MANY) : fc.constant({})
      return fc.constantFrom(...alternatives).chain((chosen) => {
        const members = Object.fromEntries(
          Object.entries(named).flatMap(([name, one]) => (exclusive.has(name) && !chosen.includes(name) ? [] : [[name, inside(one)]])),
        )
        const mandatory = [...required, ...chosen, ...Object.keys(members).slice(0, more.minProperties ?? 0)].filter(
          (name) => name in members,
        )
        return fc.tuple(others, fc.record(members, { requiredKeys: mandatory })).map(([open, known]) => ({ ...open, ...known }))
      })
    }
    default:
      throw new Error(`the schema has the type ${type}, which is not generated`)
  }
}

const text = ({ pattern, maxLength = 40 }: Schema): fc.Arbitrary<string> => {
  if (pattern === undefined) return fc.string({ unit: 'grapheme-ascii', maxLength: Math.min(maxLength, 20) })
  // A dot of the pattern matches controls, which no YAML file has.
  const printable = new RegExp(pattern.replaceAll('.+', '[ -~]+'))
  return fc.stringMatching(printable, { size: '-1' }).filter((value) => value.length <= maxLength && new RegExp(pattern).test(value))
}

/** A place in a schema: the path of names to it. */
export interface Place {
  readonly path: readonly string[]
  readonly schema: Schema
}

/** Every place of a schema that a value can be put at by names alone. */
export const placesIn = (schema: Schema, root: Schema, path: readonly string[] = []): readonly Place[] => {
  const own = resolved(schema, root)
  return [{ path, schema: own }, ...Object.entries(own.properties ?? {}).flatMap(([name, one]) => placesIn(one, root, [...path, name]))]
}

/** A value that holds another at a path. */
export const at = (path: readonly string[], value: unknown): Readonly<Record<string, unknown>> =>
  path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Readonly<Record<string, unknown>>
