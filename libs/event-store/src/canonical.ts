import canonicalize from 'canonicalize'

/** A value that the log does not take: the text that is hashed would not say the same to every reader. */
export class NotStorable extends TypeError {
  override readonly name = 'NotStorable'
  constructor(
    /** Where in the value, such as `suspects.0.age`. */
    readonly path: string,
    readonly problem: string,
  ) {
    super(`${path === '' ? 'the value' : path} ${problem}`)
  }
}

const plain = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

const loneSurrogate = /\p{Surrogate}/u

const textProblem = (text: string): string | undefined =>
  text.includes('\u0000')
    ? 'holds U+0000, which PostgreSQL cannot store: remove the character'
    : loneSurrogate.test(text)
      ? 'holds half of a surrogate pair: send well-formed Unicode'
      : undefined

const refuse = (value: unknown, path: readonly (string | number)[]): void => {
  const problem = problemOf(value)
  if (problem !== undefined) throw new NotStorable(path.join('.'), problem)
  if (Array.isArray(value)) value.forEach((item, index) => refuse(item, [...path, index]))
  else if (typeof value === 'object' && value !== null)
    for (const [name, member] of Object.entries(value)) {
      const wrong = textProblem(name)
      if (wrong !== undefined) throw new NotStorable(path.join('.'), `has a member whose name ${wrong}`)
      if (member !== undefined) refuse(member, [...path, name])
    }
}

const problemOf = (value: unknown): string | undefined => {
  switch (typeof value) {
    case 'string':
      return textProblem(value)
    case 'number':
      return Number.isSafeInteger(value) ? undefined : 'is not a safe integer: send decimals and large numbers as text'
    case 'boolean':
      return undefined
    case 'object':
      return value === null || Array.isArray(value) || plain(value) ? undefined : 'is an object with behaviour: send plain JSON'
    default:
      return `is a ${typeof value}, which JSON cannot say`
  }
}

// The path costs more than the walk, and is wanted only once something is wrong.
const sound = (value: unknown): boolean => {
  if (problemOf(value) !== undefined) return false
  if (typeof value !== 'object' || value === null) return true
  if (Array.isArray(value)) return value.every((item) => item !== undefined && sound(item))
  for (const name in value) {
    const member = (value as Readonly<Record<string, unknown>>)[name]
    if (textProblem(name) !== undefined || (member !== undefined && !sound(member))) return false
  }
  return true
}

/**
 * The RFC 8785 text of a value, the only form in which anything is hashed. A member that is undefined is absent.
 * @throws NotStorable for a number that is not a safe integer, U+0000, a lone surrogate, or what is not plain JSON
 */
export const canonical = (value: unknown): string => {
  if (!sound(value)) refuse(value, [])
  const text = canonicalize(value)
  if (text === undefined) throw new NotStorable('', 'is undefined, which JSON cannot say')
  return text
}
