import { type CommandBody, commandBody, type CommandType } from '@case-timeline/contracts'
import fc from 'fast-check'
import { z } from 'zod'
import { validBody } from './fuzz.fixtures.ts'

/** The ways in which a value of a body can violate its JSON Schema. */
export const FAULTS = [
  'null',
  'type',
  'enum',
  'pattern',
  'tooLong',
  'tooShort',
  'range',
  'tooMany',
  'tooFew',
  'missing',
  'unknown',
] as const
type Fault = (typeof FAULTS)[number]

/** An invalid body of a command, with its fault and the path of the fault. */
export interface InvalidBody {
  readonly fault: Fault
  readonly body: unknown
  readonly at: readonly (string | number)[]
}

interface Shape {
  readonly type?: string
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly oneOf?: readonly Shape[]
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly items?: Shape
  readonly minItems?: number
  readonly maxItems?: number
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean
}

/** A value that is wrong in one place. */
interface WrongValue {
  readonly fault: Fault
  readonly value: unknown
  readonly at: InvalidBody['at']
}

const VALUE_OF_OTHER_TYPE: Readonly<Record<string, unknown>> = {
  string: 7,
  integer: '7',
  number: '7',
  boolean: 'yes',
  array: {},
  object: [],
}

type Members = Readonly<Record<string, unknown>>

const wrongInPart = (part: string | number, inner: readonly WrongValue[], rebuild: (value: unknown) => unknown): WrongValue[] =>
  inner.map(({ fault, value, at }) => ({ fault, value: rebuild(value), at: [part, ...at] }))

const wrong = (fault: Fault, value: unknown): WrongValue => ({ fault, value, at: [] })

const wrongTexts = ({ pattern, minLength, maxLength }: Shape, text: string): WrongValue[] => {
  const long = text + '0'.repeat(maxLength ?? 1_000)
  const isLimited = maxLength !== undefined || (pattern !== undefined && !new RegExp(pattern, 'u').test(long))
  const unmatchedText = pattern === undefined ? undefined : ['\u0007', ' ', '?', ''].find((one) => !new RegExp(pattern, 'u').test(one))
  return [
    ...(unmatchedText === undefined ? [] : [wrong('pattern', unmatchedText)]),
    ...(isLimited ? [wrong('tooLong', long)] : []),
    ...(minLength ? [wrong('tooShort', '')] : []),
  ]
}

const wrongNumbers = ({ type, minimum, maximum }: Shape, number: number): WrongValue[] => [
  ...(minimum === undefined ? [] : [wrong('range', minimum - 1)]),
  ...(maximum === undefined ? [] : [wrong('range', maximum + 1)]),
  ...(type === 'integer' ? [wrong('range', number + 0.5)] : []),
]

const wrongLists = ({ items = {}, minItems = 0, maxItems }: Shape, list: readonly unknown[]): WrongValue[] => [
  ...(maxItems === undefined || list.length === 0
    ? []
    : [
        wrong(
          'tooMany',
          Array.from({ length: maxItems + 1 }, () => list[0]),
        ),
      ]),
  ...(minItems > 0 ? [wrong('tooFew', list.slice(0, minItems - 1))] : []),
  ...list.flatMap((item, n) => wrongInPart(n, wrongOf(items, item), (value) => list.with(n, value))),
]

const wrongObjects = ({ properties = {}, required = [], additionalProperties }: Shape, members: Members): WrongValue[] => [
  ...(additionalProperties === false ? [wrong('unknown', { ...members, unheardOf: 1 })] : []),
  ...required.map((name) => ({
    ...wrong('missing', Object.fromEntries(Object.entries(members).filter(([key]) => key !== name))),
    at: [name],
  })),
  ...Object.entries(members).flatMap(([name, member]) =>
    wrongInPart(
      name,
      // Null means that an optional member is absent.
      wrongOf(properties[name] ?? {}, member).filter(({ fault, at }) => required.includes(name) || fault !== 'null' || at.length > 0),
      (value) => ({ ...members, [name]: value }),
    ),
  ),
]

/** Whether the discriminants of an object match a variant of a union. */
const matchesShape = ({ properties = {} }: Shape, members: Members): boolean =>
  Object.entries(properties).every(([name, { enum: enumValues, ...shape }]) => {
    const allowed = 'const' in shape ? [shape.const] : enumValues
    return allowed === undefined || members[name] === undefined || allowed.includes(members[name])
  })

/** All variants of a value with one fault, at any depth. */
const wrongOf = (shape: Shape, value: unknown): WrongValue[] => {
  const variant = shape.oneOf?.find((one) => matchesShape(one, value as Members))
  // A fault inside a union is expected at the path of the union or below it.
  if (variant) return [wrong('type', 7), ...wrongOf(variant, value)].map((one) => ({ ...one, at: [] }))
  const { type } = shape
  if (type === undefined) return []
  const wrongHere = [wrong('null', null), wrong('type', VALUE_OF_OTHER_TYPE[type]), ...(shape.enum ? [wrong('enum', 'unheardOf')] : [])]
  switch (type) {
    case 'string':
      return [...wrongHere, ...wrongTexts(shape, value as string)]
    case 'integer':
    case 'number':
      return [...wrongHere, ...wrongNumbers(shape, value as number)]
    case 'array':
      return [...wrongHere, ...wrongLists(shape, value as readonly unknown[])]
    case 'object':
      return [...wrongHere, ...wrongObjects(shape, value as Members)]
    default:
      return wrongHere
  }
}

/** The members that any command may have in addition to its data. */
const COMMAND_METADATA: Omit<CommandBody<unknown>, 'data'> = {
  occurredAt: '2016-03-27',
  occurredZone: 'Asia/Manila',
  overrides: [{ ruleId: 'victimSupport.referral-needs-live-consent', basis: 'vitalInterest', reasonCode: 'immediateDanger' }],
}

/** All bodies with exactly one fault that can be derived from a valid body. */
export const invalidBodiesOf = (type: CommandType): ((body: CommandBody<unknown>) => readonly InvalidBody[]) => {
  const shape = z.toJSONSchema(commandBody(type), { unrepresentable: 'any', io: 'input' }) as Shape
  return ({ data }) => wrongOf(shape, { ...COMMAND_METADATA, data }).map(({ fault, value, at }) => ({ fault, body: value, at }))
}

/** Any body with exactly one fault. */
export const invalidBody = (type: CommandType): fc.Arbitrary<InvalidBody> => {
  const wrongs = invalidBodiesOf(type)
  return validBody(type).chain((body) => fc.constantFrom(...wrongs(body)))
}

/**
 * One body for each of half of the faults, with the fault as deep as possible. The next seed gives the other half. This
 * keeps the number of requests low.
 */
export const someInvalidBodies = (type: CommandType, seed: number): readonly InvalidBody[] => {
  const all = fc.sample(validBody(type), { numRuns: 3, seed }).flatMap(invalidBodiesOf(type))
  return FAULTS.filter((_, n) => (n + seed) % 2 === 0).flatMap((fault) => {
    const found = all.filter((one) => one.fault === fault)
    const depth = Math.max(...found.map(({ at }) => at.length))
    const deepest = found.filter(({ at }) => at.length === depth)
    return deepest.length === 0 ? [] : [deepest[seed % deepest.length] as InvalidBody]
  })
}
