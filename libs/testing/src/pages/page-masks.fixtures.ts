/**
 * What differs from run to run: in the output of a command and in the page alike it is replaced by a name. All else has
 * to be equal, except where the page has `…`.
 */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<id>'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]+/g, '<token>'],
  [/\b[0-9a-f]{64}\b/g, '<hash>'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/\b\d{8}T\d{6}Z/g, '<time>'],
  [/\b[\d,]+(\.\d+)? (ms|s|min|rows\/s|events\/s)\b/g, '<number> $2'],
  [/("(?:position|min-position)":\s*)"\d+"/g, '$1"<position>"'],
  [/(\.v\d+~\w+-)[0-9a-f]+\b/g, '$1<run>'],
]

const masked = (text: string): string => MASKS.reduce((rest, [pattern, name]) => rest.replace(pattern, name), text)

/** One blank for several: columns are as wide as their longest value. */
const lines = (text: string): string[] =>
  masked(text.trim())
    .split('\n')
    .map((line) => line.trim().replace(/\s+/g, ' '))

const SOME_LINES = '(?:.*\\n)*?'
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const patternOf = (line: string): string => (line === '…' ? SOME_LINES : `${escaped(line).replaceAll('…', '.*?')}\n`)

/** Whether a command printed what its page says; a line `…` means any lines, within a line for any characters. */
export const isAsPrinted = (page: string, output: string): boolean =>
  new RegExp(`^${lines(page).map(patternOf).join('')}$`).test(`${lines(output).join('\n')}\n`)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isSameJson = (page: unknown, output: unknown): boolean => {
  if (page === '…') return true
  if (typeof page === 'string') return typeof output === 'string' && isAsPrinted(page, output)
  if (Array.isArray(page)) {
    const open = page.at(-1) === '…'
    const expected = open ? page.slice(0, -1) : page
    if (!Array.isArray(output) || (!open && output.length !== expected.length)) return false
    return expected.every((value, at) => at < output.length && isSameJson(value, output[at]))
  }
  if (!isObject(page)) return page === output
  if (!isObject(output)) return false
  const { '…': rest, ...expected } = page
  if (rest === undefined && Object.keys(output).some((key) => !Object.hasOwn(expected, key))) return false
  return Object.entries(expected).every(([key, value]) => Object.hasOwn(output, key) && isSameJson(value, output[key]))
}

/**
 * The same for a JSON document, whatever its layout: `"…"` means any value, as the last element of a list for any
 * others, and as a member (`"…": "…"`) for any other members.
 */
export const isJsonAsPrinted = (page: string, output: string): boolean => {
  try {
    return isSameJson(JSON.parse(page), JSON.parse(output))
  } catch {
    return false
  }
}
