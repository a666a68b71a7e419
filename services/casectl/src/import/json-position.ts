/** Whether a text is not the beginning of any JSON text. */
const isWrong = (text: string): boolean => {
  try {
    JSON.parse(text)
    return false
  } catch (error) {
    const offset = /at position (\d+)/.exec(String(error))?.[1]
    return offset === undefined ? !/end of JSON input|Unterminated/.test(String(error)) : Number(offset) < text.length
  }
}

/** The line and character of an offset in a text, both from 1. */
export const positionAt = (text: string, offset: number): { line: number; column: number } => {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') }
}

/** The line and character at which a text ceases to be JSON, found by halving, because not every error of V8 has it. */
export const positionOfError = (text: string): { line: number; column: number } => {
  let [right, wrong] = [0, text.length + 1]
  while (wrong - right > 1) {
    const middle = Math.floor((right + wrong) / 2)
    if (isWrong(text.slice(0, middle))) wrong = middle
    else right = middle
  }
  return positionAt(text, right)
}
