/** A JSON Schema (2020-12) that is an object. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** What breaks where one schema takes the place of another. */
export interface Breakage {
  /** JSON pointer to the value that the schemas describe. */
  readonly at: string
  /** Whom: those who read by the schema before, or those who read by the new one what was written before. */
  readonly breaks: 'readers' | 'writers'
  /** A sentence that goes on from the pointer. */
  readonly reason: string
}

type Judge = (before: unknown, after: unknown, at: string) => readonly Breakage[]

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null && !Array.isArray(value)
const schemaOf = (value: unknown): JsonSchema => (isSchema(value) ? value : {})
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
const told = (values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join(', ')

const toReaders = (at: string, reason: string): Breakage => ({ at, breaks: 'readers', reason })
const toWriters = (at: string, reason: string): Breakage => ({ at, breaks: 'writers', reason })

/** Says nothing of which values are valid. */
const REMARKS = new Set(['$schema', '$id', '$comment', 'title', 'description', 'examples', 'default', 'deprecated'])
const isRemark = (keyword: string): boolean => REMARKS.has(keyword) || keyword.startsWith('x-')

const typesOf = (value: unknown): readonly unknown[] => {
  const types = listOf(value)
  return types.includes('number') ? [...types, 'integer'] : types
}

const judgeTypes: Judge = (before, after, at) => {
  if (same(before, after)) return []
  const [earlier, later] = [typesOf(before), typesOf(after)]
  const isWider = earlier.length > 0 && (later.length === 0 || later.some((type) => !earlier.includes(type)))
  const isNarrower = later.length > 0 && (earlier.length === 0 || earlier.some((type) => !later.includes(type)))
  const [was, is] = [told(listOf(before)) || 'anything', told(listOf(after)) || 'anything']
  return [
    ...(isWider ? [toReaders(at, `was ${was} and can be ${is}: a reader does not expect that`)] : []),
    ...(isNarrower ? [toWriters(at, `was ${was} and must be ${is}: what was written before is something else`)] : []),
  ]
}

const valuesOf = (schema: JsonSchema): unknown => ('const' in schema ? [schema['const']] : schema['enum'])

const judgeValues: Judge = (before, after, at) => {
  const [earlier, later] = [listOf(before), listOf(after)]
  const added = later.filter((value) => !earlier.includes(value))
  const gone = earlier.filter((value) => !later.includes(value))
  if (before === undefined)
    return after === undefined ? [] : [toWriters(at, `is now one of ${told(later)}: what was written before need not be`)]
  if (after === undefined)
    return [toReaders(at, `was one of ${told(earlier)} and can be anything: a reader does not know what to do with it`)]
  return [
    ...(added.length > 0 ? [toReaders(at, `can now be ${told(added)}: a reader of the earlier list does not know that`)] : []),
    ...(gone.length > 0 ? [toWriters(at, `can no longer be ${told(gone)}, which what was written before may be`)] : []),
  ]
}

/** @param sense 1 where a larger bound lets more through, -1 where a smaller one does */
const judgeBound =
  (keyword: string, sense: 1 | -1): Judge =>
  (before, after, at) => {
    if (same(before, after)) return []
    const room = (bound: unknown): number => (typeof bound === 'number' ? sense * bound : Infinity)
    return room(after) > room(before)
      ? [toReaders(at, `has ${keyword} ${told([after ?? 'none'])} instead of ${told([before])}: a reader may not have room for it`)]
      : [toWriters(at, `has ${keyword} ${told([after])} instead of ${told([before ?? 'none'])}: what was written before may go beyond it`)]
  }

/** A text that two patterns describe cannot be compared by looking at them: another pattern is taken for another text. */
const judgeForm =
  (keyword: string): Judge =>
  (before, after, at) => {
    if (same(before, after)) return []
    return [
      ...(before === undefined ? [] : [toReaders(at, `has another ${keyword}: a reader may refuse it`)]),
      ...(after === undefined ? [] : [toWriters(at, `has another ${keyword}: what was written before need not fit it`)]),
    ]
  }

const judgeProperties = (before: JsonSchema, after: JsonSchema, at: string): readonly Breakage[] => {
  const [earlier, later] = [schemaOf(before['properties']), schemaOf(after['properties'])]
  const [always, still] = [listOf(before['required']), listOf(after['required'])]
  const known = Object.entries(earlier).flatMap(([name, schema]) => {
    const place = `${at}/${name}`
    if (!Object.hasOwn(later, name))
      return [
        ...(always.includes(name) ? [toReaders(place, 'was always there and is gone: a reader that needs it fails')] : []),
        toWriters(place, 'is gone, and what was written before may hold it: whoever reads by the new schema loses that'),
      ]
    return [
      ...(always.includes(name) && !still.includes(name)
        ? [toReaders(place, 'was always there and may be absent: a reader that needs it fails')]
        : []),
      ...(!always.includes(name) && still.includes(name)
        ? [toWriters(place, 'must be there now, and what was written before may lack it')]
        : []),
      ...breakages(schemaOf(schema), schemaOf(later[name]), place),
    ]
  })
  const added = Object.keys(later).filter((name) => !Object.hasOwn(earlier, name) && still.includes(name))
  return [...known, ...added.map((name) => toWriters(`${at}/${name}`, 'is new and must be there, and what was written before lacks it'))]
}

/** Members of any name; a closed list of members counts as an open one, since a reader passes over what he does not know. */
const judgeOthers: Judge = (before, after, at) => {
  if (!isSchema(before) && !isSchema(after)) return []
  return breakages(schemaOf(before), schemaOf(after), `${at}/*`)
}

const alternativesOf = (schema: JsonSchema): readonly unknown[] | undefined => {
  const alternatives = schema['oneOf'] ?? schema['anyOf']
  return Array.isArray(alternatives) ? alternatives : undefined
}

const judgeAlternatives = (before: readonly unknown[], after: readonly unknown[], at: string): readonly Breakage[] => {
  const fits = (one: unknown, other: unknown, whom: Breakage['breaks']) =>
    !breakages(schemaOf(one), schemaOf(other), at).some(({ breaks }) => breaks === whom)
  const isUnheard = after.some((later) => !before.some((earlier) => fits(earlier, later, 'readers')))
  const isLost = before.some((earlier) => !after.some((later) => fits(earlier, later, 'writers')))
  if (before.length === after.length && (isUnheard || isLost))
    return before.flatMap((earlier, index) => breakages(schemaOf(earlier), schemaOf(after[index]), at))
  return [
    ...(isUnheard ? [toReaders(at, 'has an alternative that no earlier one covers: a reader does not know what to do with it')] : []),
    ...(isLost ? [toWriters(at, 'lacks an alternative that what was written before may follow')] : []),
  ]
}

const JUDGES: Readonly<Record<string, Judge>> = {
  type: judgeTypes,
  pattern: judgeForm('pattern'),
  format: judgeForm('format'),
  multipleOf: judgeForm('step'),
  maxLength: judgeBound('maxLength', 1),
  maximum: judgeBound('maximum', 1),
  exclusiveMaximum: judgeBound('exclusiveMaximum', 1),
  maxItems: judgeBound('maxItems', 1),
  maxProperties: judgeBound('maxProperties', 1),
  minLength: judgeBound('minLength', -1),
  minimum: judgeBound('minimum', -1),
  exclusiveMinimum: judgeBound('exclusiveMinimum', -1),
  minItems: judgeBound('minItems', -1),
  minProperties: judgeBound('minProperties', -1),
  items: (before, after, at) => breakages(schemaOf(before), schemaOf(after), `${at}/*`),
  propertyNames: (before, after, at) => breakages(schemaOf(before), schemaOf(after), `${at}/(names)`),
  additionalProperties: judgeOthers,
}
/** Judged together with another keyword. */
const WITH_OTHERS = new Set(['const', 'enum', 'properties', 'required', 'oneOf', 'anyOf'])

/**
 * What breaks when values follow one schema instead of another: whoever reads by the schema before, for whom nothing may be new but
 * members that he passes over; and whoever wrote by the schema before, in what was recorded or still writes so: it must be readable by the schema after.
 * A keyword that cannot be judged breaks both when it changes.
 * @param at JSON pointer to where the two stand
 * @returns nothing when only optional members came, or words of explanation changed
 */
export const breakages = (before: JsonSchema, after: JsonSchema, at = ''): readonly Breakage[] => {
  const [earlier, later] = [alternativesOf(before), alternativesOf(after)]
  if (earlier || later) return judgeAlternatives(earlier ?? [before], later ?? [after], at)
  const keywords = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((one) => !isRemark(one) && !WITH_OTHERS.has(one))
  const single = keywords.flatMap((keyword) => {
    const judge = JUDGES[keyword]
    if (judge) return judge(before[keyword], after[keyword], at)
    const reason = `has another ${keyword}, and what that changes is not known here`
    return same(before[keyword], after[keyword]) ? [] : [toReaders(at, reason), toWriters(at, reason)]
  })
  return [...single, ...judgeValues(valuesOf(before), valuesOf(after), at), ...judgeProperties(before, after, at)]
}
