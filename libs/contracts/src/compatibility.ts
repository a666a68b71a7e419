/** A JSON Schema (2020-12) that is an object. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** A break that occurs when one schema replaces another. */
export interface Breakage {
  /** JSON pointer to the value that the schemas describe. */
  readonly at: string
  /**
   * `readers`: a reader with the earlier schema cannot read new data. `writers`: data written under the earlier schema
   * is not valid under the new one.
   */
  readonly breaks: 'readers' | 'writers'
  /** A sentence without its subject, which is the pointer: `is new and required`. */
  readonly reason: string
}

type Comparison = (before: unknown, after: unknown, at: string) => readonly Breakage[]

const isSchema = (value: unknown): value is JsonSchema => typeof value === 'object' && value !== null && !Array.isArray(value)
/** A value as a schema; any other value counts as the schema that accepts everything. */
export const schemaOf = (value: unknown): JsonSchema => (isSchema(value) ? value : {})
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value])
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other)
const valueList = (values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join(', ')

const breaksReaders = (at: string, reason: string): Breakage => ({ at, breaks: 'readers', reason })
const breaksWriters = (at: string, reason: string): Breakage => ({ at, breaks: 'writers', reason })

/** Keywords that do not affect which values are valid. */
const ANNOTATIONS = new Set(['$schema', '$id', '$comment', 'title', 'description', 'examples', 'default', 'deprecated'])
const isAnnotation = (keyword: string): boolean => ANNOTATIONS.has(keyword) || keyword.startsWith('x-')

/** In JSON Schema every integer is also a number. */
const typesOf = (value: unknown): readonly unknown[] => {
  const types = listOf(value)
  return types.includes('number') ? [...types, 'integer'] : types
}

const compareTypes: Comparison = (before, after, at) => {
  if (same(before, after)) return []
  const [earlier, later] = [typesOf(before), typesOf(after)]
  const isWider = earlier.length > 0 && (later.length === 0 || later.some((type) => !earlier.includes(type)))
  const isNarrower = later.length > 0 && (earlier.length === 0 || earlier.some((type) => !later.includes(type)))
  const [was, is] = [valueList(listOf(before)) || 'anything', valueList(listOf(after)) || 'anything']
  return [
    ...(isWider ? [breaksReaders(at, `was ${was} and can be ${is}: a reader does not expect it`)] : []),
    ...(isNarrower ? [breaksWriters(at, `was ${was} and must be ${is}: earlier data has another type`)] : []),
  ]
}

const valuesOf = (schema: JsonSchema): unknown => ('const' in schema ? [schema['const']] : schema['enum'])

const compareValues: Comparison = (before, after, at) => {
  const [earlier, later] = [listOf(before), listOf(after)]
  const added = later.filter((value) => !earlier.includes(value))
  const gone = earlier.filter((value) => !later.includes(value))
  if (before === undefined)
    return after === undefined ? [] : [breaksWriters(at, `is now one of ${valueList(later)}: earlier data may have other values`)]
  if (after === undefined)
    return [breaksReaders(at, `was one of ${valueList(earlier)} and can be anything: a reader cannot handle other values`)]
  return [
    ...(added.length > 0 ? [breaksReaders(at, `can now be ${valueList(added)}: a reader of the earlier list does not know it`)] : []),
    ...(gone.length > 0 ? [breaksWriters(at, `can no longer be ${valueList(gone)}, which earlier data may contain`)] : []),
  ]
}

/** @param sense 1 if a larger bound accepts more values, -1 if a smaller one does */
const compareBound =
  (keyword: string, sense: 1 | -1): Comparison =>
  (before, after, at) => {
    if (same(before, after)) return []
    const limitOf = (bound: unknown): number => (typeof bound === 'number' ? sense * bound : Infinity)
    return limitOf(after) > limitOf(before)
      ? [breaksReaders(at, `has ${keyword} ${valueList([after ?? 'none'])} instead of ${valueList([before])}: a reader may not accept it`)]
      : [breaksWriters(at, `has ${keyword} ${valueList([after])} instead of ${valueList([before ?? 'none'])}: earlier data may exceed it`)]
  }

/** Patterns, formats and steps are not compared in detail: a different one counts as a break in both directions. */
const compareByEquality =
  (keyword: string): Comparison =>
  (before, after, at) => {
    if (same(before, after)) return []
    return [
      ...(before === undefined ? [] : [breaksReaders(at, `has another ${keyword}: a reader may reject it`)]),
      ...(after === undefined ? [] : [breaksWriters(at, `has another ${keyword}: earlier data may not match it`)]),
    ]
  }

const compareProperties = (before: JsonSchema, after: JsonSchema, at: string): readonly Breakage[] => {
  const [earlier, later] = [schemaOf(before['properties']), schemaOf(after['properties'])]
  const [always, still] = [listOf(before['required']), listOf(after['required'])]
  const known = Object.entries(earlier).flatMap(([name, schema]) => {
    const place = `${at}/${name}`
    if (!Object.hasOwn(later, name))
      return [
        ...(always.includes(name) ? [breaksReaders(place, 'was always present and is removed: a reader that needs it fails')] : []),
        breaksWriters(place, 'is removed, and earlier data may contain it: a reader of the new schema loses that'),
      ]
    return [
      ...(always.includes(name) && !still.includes(name)
        ? [breaksReaders(place, 'was always present and may be absent: a reader that needs it fails')]
        : []),
      ...(!always.includes(name) && still.includes(name) ? [breaksWriters(place, 'is required now, and earlier data may lack it')] : []),
      ...breakages(schemaOf(schema), schemaOf(later[name]), place),
    ]
  })
  const added = Object.keys(later).filter((name) => !Object.hasOwn(earlier, name) && still.includes(name))
  return [...known, ...added.map((name) => breaksWriters(`${at}/${name}`, 'is new and required, and earlier data lacks it'))]
}

/**
 * The schema of members with any name (`additionalProperties`). An object that allows no other members counts as one
 * that does, because a reader ignores members that it does not know.
 */
const compareOtherMembers: Comparison = (before, after, at) => {
  if (!isSchema(before) && !isSchema(after)) return []
  return breakages(schemaOf(before), schemaOf(after), `${at}/*`)
}

const alternativesOf = (schema: JsonSchema): readonly unknown[] | undefined => {
  const alternatives = schema['oneOf'] ?? schema['anyOf']
  return Array.isArray(alternatives) ? alternatives : undefined
}

const compareAlternatives = (before: readonly unknown[], after: readonly unknown[], at: string): readonly Breakage[] => {
  const fits = (earlier: unknown, later: unknown, affected: Breakage['breaks']) =>
    !breakages(schemaOf(earlier), schemaOf(later), at).some(({ breaks }) => breaks === affected)
  const hasNewAlternative = after.some((later) => !before.some((earlier) => fits(earlier, later, 'readers')))
  const lacksAlternative = before.some((earlier) => !after.some((later) => fits(earlier, later, 'writers')))
  // As many alternatives as before: each is compared with its predecessor, so that the break is reported where it is.
  if (before.length === after.length && (hasNewAlternative || lacksAlternative))
    return before.flatMap((earlier, index) => breakages(schemaOf(earlier), schemaOf(after[index]), at))
  return [
    ...(hasNewAlternative ? [breaksReaders(at, 'has an alternative that no earlier one covers: a reader cannot handle it')] : []),
    ...(lacksAlternative ? [breaksWriters(at, 'lacks an alternative that earlier data may follow')] : []),
  ]
}

const COMPARISONS: Readonly<Record<string, Comparison>> = {
  type: compareTypes,
  pattern: compareByEquality('pattern'),
  format: compareByEquality('format'),
  multipleOf: compareByEquality('step'),
  maxLength: compareBound('maxLength', 1),
  maximum: compareBound('maximum', 1),
  exclusiveMaximum: compareBound('exclusiveMaximum', 1),
  maxItems: compareBound('maxItems', 1),
  maxProperties: compareBound('maxProperties', 1),
  minLength: compareBound('minLength', -1),
  minimum: compareBound('minimum', -1),
  exclusiveMinimum: compareBound('exclusiveMinimum', -1),
  minItems: compareBound('minItems', -1),
  minProperties: compareBound('minProperties', -1),
  items: (before, after, at) => breakages(schemaOf(before), schemaOf(after), `${at}/*`),
  propertyNames: (before, after, at) => breakages(schemaOf(before), schemaOf(after), `${at}/(names)`),
  additionalProperties: compareOtherMembers,
}
/**
 * Keywords that are not compared one by one: `compareValues`, `compareProperties` or `compareAlternatives` reads them.
 */
const COMPARED_TOGETHER = new Set(['const', 'enum', 'properties', 'required', 'oneOf', 'anyOf'])

/**
 * The breaks that occur when values follow one schema instead of another. For readers that use the earlier schema,
 * nothing may be new except members that they ignore. For writers that used the earlier schema, their data must be
 * valid under the later one. A change of a keyword that cannot be compared counts as a break for both.
 * @param at JSON pointer to the place of the two schemas
 * @returns an empty list if only optional members were added, or only descriptions changed
 */
export const breakages = (before: JsonSchema, after: JsonSchema, at = ''): readonly Breakage[] => {
  const [earlier, later] = [alternativesOf(before), alternativesOf(after)]
  if (earlier || later) return compareAlternatives(earlier ?? [before], later ?? [after], at)
  const keywords = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (one) => !isAnnotation(one) && !COMPARED_TOGETHER.has(one),
  )
  const single = keywords.flatMap((keyword) => {
    const compare = COMPARISONS[keyword]
    if (compare) return compare(before[keyword], after[keyword], at)
    const reason = `has another ${keyword}, which cannot be compared`
    return same(before[keyword], after[keyword]) ? [] : [breaksReaders(at, reason), breaksWriters(at, reason)]
  })
  return [...single, ...compareValues(valuesOf(before), valuesOf(after), at), ...compareProperties(before, after, at)]
}
