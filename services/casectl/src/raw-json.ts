const TOKEN = /"(?:[^"\\]+|\\.)*"|[[\]{},:]/g

/**
 * The members of a JSON object, by name, or the items of an array, by index: each as it is written, with the space around
 * it. Of a member that occurs twice it is the last, as for JSON.parse.
 * @param text valid JSON
 */
export const writtenParts = (text: string): ReadonlyMap<string, string> => {
  const parts = new Map<string, string>()
  let [depth, start, name, isArray] = [0, 0, '', false]
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    const isClosing = token === ']' || token === '}'
    if (depth === 1 && (isClosing || token === ',')) {
      const part = text.slice(start, index)
      if (part.trim() !== '') parts.set(isArray ? String(parts.size) : name, part)
      start = index + 1
    } else if (depth === 1 && token === ':') {
      name = JSON.parse(text.slice(start, index)) as string
      start = index + 1
    } else if (depth === 0) [isArray, start] = [token === '[', index + 1]
    if (token === '[' || token === '{') depth += 1
    else if (isClosing) depth -= 1
  }
  return parts
}
