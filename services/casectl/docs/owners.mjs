// Who answers for a path, from .github/CODEOWNERS.

/** Of the patterns of CODEOWNERS: everything, a folder from the root, or a file from the root. */
const fits = (pattern, path) => pattern === '*' || (pattern.endsWith('/') ? `/${path}`.startsWith(pattern) : `/${path}` === pattern)

/**
 * @param codeowners the text of the file
 * @returns for a path its owners: those of the last line that fits
 */
export const ownersIn = (codeowners) => {
  const lines = codeowners.split('\n').filter((line) => /^[^#\s]/.test(line))
  const entries = lines.map((line) => line.split(/\s+/).filter(Boolean))
  for (const [pattern] of entries)
    if (pattern !== '*' && (!pattern.startsWith('/') || pattern.includes('*')))
      throw new Error(`CODEOWNERS: ${pattern} is not *, /folder/ or /file (event-types-have-owners)`)
  return (path) => {
    const [, ...owners] = entries.findLast(([pattern]) => fits(pattern, path)) ?? []
    if (owners.length === 0) throw new Error(`CODEOWNERS has no owner of ${path} (event-types-have-owners)`)
    return owners
  }
}
