import { z } from 'zod'
import type { Schema } from './event-type.ts'

type Members = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null && !Array.isArray(value)

/** The parts of zod's definitions that are read here. */
interface Definition {
  readonly type: string
  readonly shape?: Readonly<Record<string, Schema>>
  readonly element?: Schema
  readonly innerType?: Schema
  readonly options?: readonly Schema[]
}

/** Data whose shape is validated elsewhere: no data of this system has a null, so each of them means absent. */
const withoutAnyNull = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutAnyNull)
  if (!isObject(value)) return value
  const present = Object.entries(value).filter(([, member]) => member !== null)
  return Object.fromEntries(present.map(([name, member]) => [name, withoutAnyNull(member)]))
}

const membersWithoutNulls = (shape: Readonly<Record<string, Schema>>, members: Members): Members => {
  // A sent name such as `toString` is no member of the shape, although each object has one.
  const schemaOf = (name: string): Schema | undefined => (Object.hasOwn(shape, name) ? shape[name] : undefined)
  const present = Object.entries(members).filter(([name, member]) => member !== null || schemaOf(name)?._zod.optin !== 'optional')
  return Object.fromEntries(
    present.map(([name, member]) => {
      const schema = schemaOf(name)
      return [name, schema ? withoutNulls(schema, member) : member]
    }),
  )
}

/**
 * A value that was sent, without the optional members that are null: many clients write absent members so. A null of a
 * required member stays, and the schema refuses it.
 * @param schema of the value, which accepts no null itself
 */
export const withoutNulls = (schema: Schema, value: unknown): unknown => {
  const { type, shape, element, innerType, options } = schema._zod.def as Definition
  if (type === 'unknown') return withoutAnyNull(value)
  if (shape) return isObject(value) ? membersWithoutNulls(shape, value) : value
  if (element) return Array.isArray(value) ? value.map((one) => withoutNulls(element, one)) : value
  if (innerType) return withoutNulls(innerType, value)
  for (const option of options ?? []) {
    const candidate = withoutNulls(option, value)
    if (z.safeParse(option, candidate).success) return candidate
  }
  return value
}

const REQUIRED_NULL = 'is null: the member is required, and null means absent'

/**
 * Checks what was sent as the body of a command; null means absent (`withoutNulls`).
 * @returns the value without the nulls, or the issues; the issue of a null in a required member says so
 */
export const parseSent = <T extends z.ZodType>(schema: T, value: unknown): z.ZodSafeParseResult<z.output<T>> =>
  schema.safeParse(withoutNulls(schema, value), { error: ({ input }) => (input === null ? REQUIRED_NULL : undefined) })

/** A schema in the form in which a controller declares it (Standard Schema). */
export interface SentSchema<T extends z.ZodType> {
  readonly '~standard': z.core.$ZodStandardSchema<T>
}

/** The schema of a body that accepts what `parseSent` accepts. */
export const asSent = <T extends z.ZodType>(schema: T): SentSchema<T> => ({
  '~standard': {
    ...schema['~standard'],
    validate: (value) => {
      const { data, error } = parseSent(schema, value)
      return error ? { issues: error.issues } : { value: data as z.output<T> }
    },
  },
})
