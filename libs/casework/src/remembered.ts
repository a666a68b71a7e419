/** Remembers the results of a function by a key. */
export const remembered = <K, V>(of: (key: K) => V): ((key: K) => V) => {
  const known = new Map<K, V>()
  return (key) => {
    const found = known.get(key) ?? of(key)
    known.set(key, found)
    return found
  }
}
