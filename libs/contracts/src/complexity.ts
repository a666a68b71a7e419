/** More than any command has: its deepest data has ten levels, and its longest lists some thousand values. */
const MAX_DEPTH = 32
const MAX_VALUES = 20_000

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c]
const [OPENING, CLOSING] = [
  [0x5b, 0x7b],
  [0x5d, 0x7d],
]

/**
 * Whether a text is too deep or has too many values to be a request: one pass over its bytes, which costs a fraction
 * of parsing it. The text need not be valid JSON.
 */
export const isTooComplex = (text: Uint8Array): boolean => {
  let depth = 0
  let values = 0
  let isInString = false
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at]!
    if (isInString) {
      if (byte === BACKSLASH) at += 1
      else if (byte === QUOTE) isInString = false
    } else if (byte === QUOTE) isInString = true
    else if (byte === COMMA) values += 1
    else if (OPENING!.includes(byte)) depth += 1
    else if (CLOSING!.includes(byte)) depth -= 1
    if (depth > MAX_DEPTH || values > MAX_VALUES) return true
  }
  return false
}
