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
 * Values that a schema accepts. Each part of the schema is compiled once.
 * @param skipped the names of properties that are left out
 */
export const valuesIn = (schema: Schema, root: Schema, skipped: ReadonlySet<string> = new Set()): fc.Arbitrary<unknown> => {
  const compiled = new Map<Schema, fc.Arbitrary<unknown>>()
  const inside = (one: Schema): fc.Arbitrary<unknown> => {
    const own = resolved(one, root)
    const known = compiled.get(own) ?? compile(own)
    compiled.set(own, known)
    return known
  }

  const compile = (own: Schema): fc.Arbitrary<unknown> => {
    if (own.const !== undefined) return fc.constant(own.const)
    if (own.enum) return fc.constantFrom(...own.enum)
    if (own.anyOf) return fc.oneof(...own.anyOf.map(inside))
    switch (own.type) {
      case 'boolean':
        return fc.boolean()
      case 'integer':
        return fc.integer({ min: own.minimum ?? 0, max: own.maximum ?? 1_000 })
      case 'string':
        return text(own)
      case 'array': {
        const bounds = { minLength: own.minItems ?? 0, maxLength: Math.max(2, own.minItems ?? 0) }
        return own.uniqueItems ? fc.uniqueArray(inside(own.items!), bounds) : fc.array(inside(own.items!), bounds)
      }
      case 'object':
        return object(own)
      default:
        throw new Error(`the schema has the type ${own.type}, which is not generated`)
    }
  }

  const object = ({
    properties = {},
    patternProperties = {},
    additionalProperties,
    required = [],
    minProperties = 0,
    oneOf = [{}],
  }: Schema) => {
    const [[pattern, value] = [KEY, additionalProperties]] = Object.entries(patternProperties)
    const others = typeof value === 'object' ? fc.dictionary(text({ pattern }), inside(value), MANY) : fc.constant({})
    // Each alternative requires other members, and excludes those of the rest.
    const exclusive = new Set(oneOf.flatMap((one) => one.required ?? []))
    const known = oneOf.map(({ required: chosen = [] }) => {
      const names = Object.keys(properties).filter((name) => !skipped.has(name) && (!exclusive.has(name) || chosen.includes(name)))
      const requiredKeys = [...required, ...chosen, ...names.slice(0, minProperties)].filter((name) => names.includes(name))
      return fc.record(Object.fromEntries(names.map((name) => [name, inside(properties[name]!)])), { requiredKeys })
    })
    return fc.tuple(others, fc.oneof(...known)).map(([open, members]) => ({ ...open, ...members }))
  }

  return inside(schema)
}

const texts = new Map<string, fc.Arbitrary<string>>()

/** Compiling a pattern takes milliseconds, so texts of one pattern share it. */
const text = ({ pattern, maxLength = 40 }: Schema): fc.Arbitrary<string> => {
  if (pattern === undefined) return fc.string({ unit: 'grapheme-ascii', maxLength: Math.min(maxLength, 20) })
  const known = texts.get(pattern) ?? fc.stringMatching(new RegExp(pattern.replaceAll('.+', '[ -~]+')), { size: '-1' })
  texts.set(pattern, known)
  return known.filter((value) => value.length <= maxLength)
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
