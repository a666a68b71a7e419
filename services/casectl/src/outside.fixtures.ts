import { type CommandBody, commandBody, type CommandType } from '@case-timeline/contracts'
import fc from 'fast-check'
import { z } from 'zod'
import { inside } from './fuzz.fixtures.ts'

/** What can be wrong with one value of a body, as its JSON Schema says. */
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

/** A body that no command takes, what is wrong with it, and where. */
export interface Outside {
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
interface Wrong {
  readonly fault: Fault
  readonly value: unknown
  readonly at: Outside['at']
}

const OF_ANOTHER_TYPE: Readonly<Record<string, unknown>> = { string: 7, integer: '7', number: '7', boolean: 'yes', array: {}, object: [] }

type Members = Readonly<Record<string, unknown>>

const within = (part: string | number, inner: readonly Wrong[], put: (value: unknown) => unknown): Wrong[] =>
  inner.map(({ fault, value, at }) => ({ fault, value: put(value), at: [part, ...at] }))

const wrong = (fault: Fault, value: unknown): Wrong => ({ fault, value, at: [] })

const wrongTexts = ({ pattern, minLength, maxLength }: Shape, text: string): Wrong[] => {
  const long = text + '0'.repeat(maxLength ?? 1_000)
  const isLimited = maxLength !== undefined || (pattern !== undefined && !new RegExp(pattern, 'u').test(long))
  const odd = pattern === undefined ? undefined : ['\u0007', ' ', '?', ''].find((one) => !new RegExp(pattern, 'u').test(one))
  return [
    ...(odd === undefined ? [] : [wrong('pattern', odd)]),
    ...(isLimited ? [wrong('tooLong', long)] : []),
    ...(minLength ? [wrong('tooShort', '')] : []),
  ]
}

const wrongNumbers = ({ type, minimum, maximum }: Shape, number: number): Wrong[] => [
  ...(minimum === undefined ? [] : [wrong('range', minimum - 1)]),
  ...(maximum === undefined ? [] : [wrong('range', maximum + 1)]),
  ...(type === 'integer' ? [wrong('range', number + 0.5)] : []),
]

const wrongLists = ({ items = {}, minItems = 0, maxItems }: Shape, list: readonly unknown[]): Wrong[] => [
  ...(maxItems === undefined || list.length === 0
    ? []
    : [
        wrong(
          'tooMany',
          Array.from({ length: maxItems + 1 }, () => list[0]),
        ),
      ]),
  ...(minItems > 0 ? [wrong('tooFew', list.slice(0, minItems - 1))] : []),
  ...list.flatMap((item, n) => within(n, wrongOf(items, item), (value) => list.with(n, value))),
]

const wrongObjects = ({ properties = {}, required = [], additionalProperties }: Shape, members: Members): Wrong[] => [
  ...(additionalProperties === false ? [wrong('unknown', { ...members, unheardOf: 1 })] : []),
  ...required.map((name) => ({
    ...wrong('missing', Object.fromEntries(Object.entries(members).filter(([key]) => key !== name))),
    at: [name],
  })),
  ...Object.entries(members).flatMap(([name, member]) =>
    within(name, wrongOf(properties[name] ?? {}, member), (value) => ({ ...members, [name]: value })),
  ),
]

/** Whether this is the kind that an object says it is. */
const isOf = ({ properties = {} }: Shape, members: Members): boolean =>
  Object.entries(properties).every(([name, { enum: few, ...shape }]) => {
    const words = 'const' in shape ? [shape.const] : few
    return words === undefined || members[name] === undefined || words.includes(members[name])
  })

/** Each way in which one place of a value can be wrong, at any depth. */
const wrongOf = (shape: Shape, value: unknown): Wrong[] => {
  const kind = shape.oneOf?.find((one) => isOf(one, value as Members))
  if (kind) return [wrong('type', 7), ...wrongOf(kind, value)].map((one) => ({ ...one, at: [] }))
  const { type } = shape
  if (type === undefined) return []
  const here = [wrong('null', null), wrong('type', OF_ANOTHER_TYPE[type]), ...(shape.enum ? [wrong('enum', 'unheardOf')] : [])]
  switch (type) {
    case 'string':
      return [...here, ...wrongTexts(shape, value as string)]
    case 'integer':
    case 'number':
      return [...here, ...wrongNumbers(shape, value as number)]
    case 'array':
      return [...here, ...wrongLists(shape, value as readonly unknown[])]
    case 'object':
      return [...here, ...wrongObjects(shape, value as Members)]
    default:
      return here
  }
}

/** What any command may state beside its data. */
const CIRCUMSTANCES: Omit<CommandBody<unknown>, 'data'> = {
  occurredAt: '2016-03-27',
  occurredZone: 'Asia/Manila',
  overrides: [{ ruleId: 'victimSupport.referral-needs-live-consent', basis: 'vitalInterest', reasonCode: 'immediateDanger' }],
}

/** Each body with one thing wrong that can be made of one that a command takes. */
export const outsideOf = (type: CommandType): ((body: CommandBody<unknown>) => readonly Outside[]) => {
  const shape = z.toJSONSchema(commandBody(type), { unrepresentable: 'any', io: 'input' }) as Shape
  return ({ data }) => wrongOf(shape, { ...CIRCUMSTANCES, data }).map(({ fault, value, at }) => ({ fault, body: value, at }))
}

/** Any body with one thing wrong. */
export const outside = (type: CommandType): fc.Arbitrary<Outside> => {
  const wrongs = outsideOf(type)
  return inside(type).chain((body) => fc.constantFrom(...wrongs(body)))
}

/** For every other fault a body that has it, as deep down as one is found in some that a command takes: the next command has the rest. */
export const someOutside = (type: CommandType, seed: number): readonly Outside[] => {
  const all = fc.sample(inside(type), { numRuns: 3, seed }).flatMap(outsideOf(type))
  return FAULTS.filter((_, n) => (n + seed) % 2 === 0).flatMap((fault) => {
    const found = all.filter((one) => one.fault === fault)
    const depth = Math.max(...found.map(({ at }) => at.length))
    const deepest = found.filter(({ at }) => at.length === depth)
    return deepest.length === 0 ? [] : [deepest[seed % deepest.length] as Outside]
  })
}
