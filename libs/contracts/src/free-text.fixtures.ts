interface Schema {
  readonly [keyword: string]: unknown
}

const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null && !Array.isArray(value)

const alternatives = ['anyOf', 'oneOf', 'allOf'] as const
const unbounded = /(?<!\\)[*+]|\{\d+,\}/

/** Whether the pattern is anchored at both ends and repeats nothing without end (a class such as `[+-]` repeats nothing). */
const boundsItsText = (pattern: string): boolean =>
  pattern.startsWith('^') && pattern.endsWith('$') && !unbounded.test(pattern.replaceAll(/\[(?:\\.|[^\]])*\]/g, 'c'))

const accepts = (schema: Schema): boolean => {
  if ('const' in schema || 'enum' in schema) return false
  if (typeof schema['pattern'] !== 'string') return schema['format'] === undefined
  return schema['maxLength'] === undefined && !boundsItsText(schema['pattern'])
}

/** The places of a JSON Schema where a stranger could write what he likes: text or anything at all, without pattern and bound. */
export const freeText = (schema: unknown, at = ''): string[] => {
  if (!isSchema(schema)) return [at]
  const choices = alternatives.flatMap((keyword) => (Array.isArray(schema[keyword]) ? (schema[keyword] as unknown[]) : []))
  if (choices.length > 0) return choices.flatMap((choice) => freeText(choice, at))
  switch (schema['type']) {
    case 'string':
      return accepts(schema) ? [at] : []
    case 'integer':
    case 'number':
    case 'boolean':
    case 'null':
      return []
    case 'array':
      return [...freeText(schema['items'], `${at}/*`), ...(schema['maxItems'] === undefined ? [`${at} (endless)`] : [])]
    case 'object':
      return freeTextOfMembers(schema, at)
    default:
      return 'const' in schema ? [] : [at]
  }
}

const freeTextOfMembers = (schema: Schema, at: string): string[] => {
  const members = isSchema(schema['properties']) ? Object.entries(schema['properties']) : []
  const others = schema['additionalProperties']
  return [
    ...members.flatMap(([name, member]) => freeText(member, `${at}/${name}`)),
    ...(others === false ? [] : [...freeText(others, `${at}/*`), ...freeText(schema['propertyNames'], `${at}/(name)`)]),
    ...(others === false || schema['maxProperties'] !== undefined ? [] : [`${at} (endless)`]),
  ]
}
