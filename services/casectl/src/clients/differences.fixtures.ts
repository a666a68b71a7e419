const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const short = (value: unknown): string => (JSON.stringify(value) ?? 'nothing').slice(0, 120)

/**
 * How a JSON value differs from the one it was read or written from, member by member; a sentence for each member that
 * was lost, invented or changed, and none if they are equal. Null for what was absent says nothing, and is no difference.
 */
export const differences = (original: unknown, copy: unknown, at = '$'): readonly string[] => {
  if (isObject(original) && isObject(copy))
    return [...new Set([...Object.keys(original), ...Object.keys(copy)])].flatMap((name) => {
      const path = `${at}.${name}`
      if (!Object.hasOwn(copy, name)) return [`${path} is lost: ${short(original[name])}`]
      // Null means absent in this API (decision 101), and some generators write it for what they have not read.
      if (!Object.hasOwn(original, name)) return copy[name] === null ? [] : [`${path} is invented: ${short(copy[name])}`]
      return differences(original[name], copy[name], path)
    })
  if (Array.isArray(original) && Array.isArray(copy) && original.length === copy.length)
    return original.flatMap((item, index) => differences(item, copy[index], `${at}[${index}]`))
  return Object.is(original, copy) ? [] : [`${at} is changed: ${short(original)} became ${short(copy)}`]
}
