/** What makes a JSON text unfit to be walked or trusted, and the offset at which it does. */
export interface Unfit {
  readonly offset: number
  readonly explanation: string
}

/** A payload of Common Platform has about fifteen levels. */
const MAX_DEPTH = 100
/** A hearing with hundreds of defendants has some hundred thousand values. */
const MAX_VALUES = 1_000_000

const endOfString = (text: string, start: number): number => {
  let end = start + 1
  while (text[end] !== '"') end += text[end] === '\\' ? 2 : 1
  return end
}

/**
 * Checks the nesting and the number of values of a JSON text, and that no object has a member twice: `JSON.parse` keeps
 * the last one, and does not say so.
 * @param text that `JSON.parse` accepts
 */
export const unfitJson = (text: string): Unfit | undefined => {
  /** The names of each open object; undefined for a list. */
  const open: (Set<string> | undefined)[] = []
  let isName = false
  let values = 0
  for (let offset = 0; offset < text.length; offset++) {
    const character = text[offset]
    if (character === '{' || character === '[') {
      open.push(character === '{' ? new Set() : undefined)
      isName = character === '{'
      if (open.length > MAX_DEPTH)
        return {
          offset,
          explanation: `the payload is nested in more than ${MAX_DEPTH} levels from here on: fetch it again, or leave it out`,
        }
    } else if (character === '}' || character === ']') open.pop()
    else if (character === ',') isName = open.at(-1) !== undefined
    else if (character === ':') isName = false
    else if (character === '"') {
      const end = endOfString(text, offset)
      const names = open.at(-1)
      if (isName && names) {
        const name = JSON.parse(text.slice(offset, end + 1)) as string
        if (names.has(name))
          return {
            offset,
            explanation: 'an object has the same member twice, and which one counts is unknown: correct it, or leave it out',
          }
        names.add(name)
      }
      offset = end
    }
    if ((character === ',' || character === '{' || character === '[') && ++values > MAX_VALUES)
      return {
        offset,
        explanation: `the payload has more than ${MAX_VALUES} values: export fewer cases or defendants in one document, or leave it out`,
      }
  }
  return undefined
}
