interface Schema {
  readonly [keyword: string]: unknown
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value)

const alternatives = ['anyOf', 'oneOf', 'allOf'] as const
const unbounded = /(?<!\\)[*+]|\{\d+,\}/

/**
 * Whether a pattern is anchored at both ends, without unbounded repetition; `+` and `*` in a class such as `[+-]` are
 * none.
 */
const isBoundedPattern = (pattern: string): boolean =>
  pattern.startsWith('^') && pattern.endsWith('$') && !unbounded.test(pattern.replaceAll(/\[(?:\\.|[^\]])*\]/g, 'c'))

const acceptsFreeText = (schema: Schema): boolean => {
  if ('const' in schema || 'enum' in schema) return false
  if (typeof schema['pattern'] !== 'string') return schema['format'] === undefined
  return schema['maxLength'] === undefined && !isBoundedPattern(schema['pattern'])
}

/**
 * The paths at which a JSON Schema accepts arbitrary input: text without a pattern, any value, or a list or object
 * without a limit (`endless`).
 */
export const freeTextPaths = (schema: unknown, at = ''): string[] => {
  if (!isSchema(schema)) return [at]
  const choices = alternatives.flatMap((keyword) => (Array.isArray(schema[keyword]) ? (schema[keyword] as unknown[]) : []))
  if (choices.length > 0) return choices.flatMap((choice) => freeTextPaths(choice, at))
  switch (schema['type']) {
    case 'string':
      return acceptsFreeText(schema) ? [at] : []
    case 'integer':
    case 'number':
    case 'boolean':
    case 'null':
      return []
    case 'array':
      return [...freeTextPaths(schema['items'], `${at}/*`), ...(schema['maxItems'] === undefined ? [`${at} (endless)`] : [])]
    case 'object':
      return freeTextPathsOfMembers(schema, at)
    default:
      return 'const' in schema ? [] : [at]
  }
}

const freeTextPathsOfMembers = (schema: Schema, at: string): string[] => {
  const members = isSchema(schema['properties']) ? Object.entries(schema['properties']) : []
  const others = schema['additionalProperties']
  return [
    ...members.flatMap(([name, member]) => freeTextPaths(member, `${at}/${name}`)),
    ...(others === false ? [] : [...freeTextPaths(others, `${at}/*`), ...freeTextPaths(schema['propertyNames'], `${at}/(name)`)]),
    ...(others === false || schema['maxProperties'] !== undefined ? [] : [`${at} (endless)`]),
  ]
}
