/** The first version of each line of Node.js on which this release runs: what package.json promises as `engines`. */
export const PROMISED_NODE = ['20.19.3', '22.13.0', '24.11.0'] as const

const lineOf = (version: string): number => Number.parseInt(version)

/**
 * What is promised of a version of Node.js.
 * @returns `refused` for one that is too old for its line, or of a line between those that are promised; `unknown` for a
 * line that is newer than all of them
 */
export const promiseOf = (version: string): 'promised' | 'refused' | 'unknown' => {
  const first = PROMISED_NODE.find((one) => lineOf(one) === lineOf(version))
  if (first) return version.localeCompare(first, 'en', { numeric: true }) < 0 ? 'refused' : 'promised'
  return PROMISED_NODE.every((one) => lineOf(one) < lineOf(version)) ? 'unknown' : 'refused'
}
