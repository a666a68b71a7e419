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

const loneSurrogate = /\p{Surrogate}/u

// Printable ASCII without quote and backslash: such a text is its own JSON, and asking is cheaper than having it written.
const plainText = /^[ !#-[\]-~]*$/

const textOf = (text: string): string => {
  if (plainText.test(text)) return `"${text}"`
  const json = JSON.stringify(text)
  // Nothing was escaped, so there is nothing to look for.
  if (json.length === text.length + 2) return json
  if (text.includes('\u0000')) throw new NotStorable('', 'holds U+0000, which PostgreSQL cannot store: remove the character')
  if (loneSurrogate.test(text)) throw new NotStorable('', 'holds half of a surrogate pair: send well-formed Unicode')
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

/** What was refused inside a value, named from outside. */
const inside = (name: string | number, error: unknown): unknown =>
  error instanceof NotStorable ? new NotStorable(error.path === '' ? `${name}` : `${name}.${error.path}`, error.problem) : error

const itemsOf = (items: readonly unknown[]): string => {
  let text = '['
  // By index, so that a hole is seen.
  for (let index = 0; index < items.length; index += 1)
    try {
      text += (index === 0 ? '' : ',') + canonical(items[index])
    } catch (error) {
      throw inside(index, error)
    }
  return `${text}]`
}

const membersOf = (value: Readonly<Record<string, unknown>>): string => {
  let text = ''
  // The default order of sort is by UTF-16 code units, which is RFC 8785's.
  for (const name of Object.keys(value).sort()) {
    const member = value[name]
    if (member === undefined) continue
    const label = textOf(name)
    try {
      text += `${text === '' ? '' : ','}${label}:${canonical(member)}`
    } catch (error) {
      throw inside(name, error)
    }
  }
  return `{${text}}`
}

/**
 * The RFC 8785 text of a value, the only form in which anything is hashed. A member that is undefined is absent. Of numbers
 * only safe integers are taken, so RFC 8785's rules for fractions and exponents never apply.
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
      throw new NotStorable('', 'is an object with behaviour: send plain JSON')
    default:
      throw new NotStorable('', `is ${typeof value}, which JSON cannot say`)
  }
}
