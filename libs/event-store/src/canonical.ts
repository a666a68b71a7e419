/** A value that the log does not accept, because different readers could compute different texts to hash from it. */
export class NotStorable extends TypeError {
  override readonly name = 'NotStorable'
  constructor(
    /** Path inside the value, such as `suspects.0.age`. */
    readonly path: string,
    readonly problem: string,
  ) {
    super(`${path === '' ? 'the value' : path} ${problem}`)
  }
}

const LONE_SURROGATE = /\p{Surrogate}/u

// Printable ASCII without quote and backslash. Such a text needs no escapes, and this test is cheaper than
// JSON.stringify.
const PLAIN_TEXT = /^[ !#-[\]-~]*$/

const textOf = (text: string): string => {
  if (PLAIN_TEXT.test(text)) return `"${text}"`
  const json = JSON.stringify(text)
  // Nothing was escaped, so neither U+0000 nor a lone surrogate can be present.
  if (json.length === text.length + 2) return json
  if (text.includes('\u0000')) throw new NotStorable('', 'holds U+0000, which PostgreSQL cannot store: remove the character')
  if (LONE_SURROGATE.test(text)) throw new NotStorable('', 'holds half of a surrogate pair: send well-formed Unicode')
  return json
}

const numberOf = (number: number): string => {
  if (!Number.isSafeInteger(number)) throw new NotStorable('', 'is not a safe integer: send decimals and large numbers as text')
  return number === 0 ? '0' : `${number}`
}

const isPlain = (value: object): value is Readonly<Record<string, unknown>> => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** The error of an inner value, with its path extended by the name or index of that value. */
const atPath = (name: string | number, error: unknown): unknown =>
  error instanceof NotStorable ? new NotStorable(error.path === '' ? `${name}` : `${name}.${error.path}`, error.problem) : error

const itemsOf = (items: readonly unknown[]): string => {
  let text = '['
  // By index, because forEach and map skip holes.
  for (let index = 0; index < items.length; index += 1)
    try {
      text += (index === 0 ? '' : ',') + canonical(items[index])
    } catch (error) {
      throw atPath(index, error)
    }
  return `${text}]`
}

/** In the order of UTF-16 code units, as RFC 8785 requires. Most objects have their members in this order already. */
const inOrder = (names: string[]): readonly string[] => {
  for (let index = 1; index < names.length; index += 1) if ((names[index - 1] ?? '') > (names[index] ?? '')) return names.sort()
  return names
}

const membersOf = (value: Readonly<Record<string, unknown>>): string => {
  let text = ''
  for (const name of inOrder(Object.keys(value))) {
    const member = value[name]
    if (member === undefined) continue
    const label = textOf(name)
    try {
      text += `${text === '' ? '' : ','}${label}:${canonical(member)}`
    } catch (error) {
      throw atPath(name, error)
    }
  }
  return `{${text}}`
}

/**
 * The RFC 8785 text of a value, the only form in which anything is hashed. An undefined member is left out. Of numbers
 * only safe integers are accepted, so the rules of RFC 8785 for fractions and exponents never apply.
 * @throws NotStorable for a number that is not a safe integer, U+0000, a lone surrogate, or what is not plain JSON
 */
export const canonical = (value: unknown): string => {
  switch (typeof value) {
    case 'string':
      return textOf(value)
    case 'number':
      return numberOf(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      if (value === null) return 'null'
      if (Array.isArray(value)) return itemsOf(value)
      if (isPlain(value)) return membersOf(value)
      throw new NotStorable('', 'is an object with a prototype: send plain JSON')
    default:
      throw new NotStorable('', `is ${typeof value}, which JSON cannot represent: send plain JSON`)
  }
}
