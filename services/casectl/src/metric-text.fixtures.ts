/** A metric, as it is exported and documented. */
export interface DescribedMetric {
  readonly name: string
  readonly kind: string
  /** Sorted. */
  readonly labels: readonly string[]
}

/** A metric of the table in the documentation. */
export interface DocumentedMetric extends DescribedMetric {
  readonly meaning: string
}

const byName = (a: DescribedMetric, b: DescribedMetric): number => (a.name < b.name ? -1 : 1)

/** The rows `| name | kind | unit | labels | meaning |` of the first table, sorted by name. */
export const documentedMetrics = (markdown: string): readonly DocumentedMetric[] =>
  [...markdown.matchAll(/^\| `(\w+)` +\| (\w+) +\| [^|]* \| ([^|]*) \| ([^|]*) \|$/gm)]
    .map(([, name = '', kind = '', labels = '', meaning = '']) => ({
      name,
      kind,
      labels: [...labels.matchAll(/`(\w+)`/g)].map(([, label = '']) => label).toSorted(),
      meaning,
    }))
    .toSorted(byName)

const labelsIn = (lines: readonly string[]): string[] =>
  [...new Set(lines.flatMap((line) => [...line.matchAll(/[{,](\w+)="/g)].map(([, label = '']) => label)))].filter((label) => label !== 'le')

/** The metrics in some texts of Prometheus, each once, sorted by name. A metric without a value is left out. */
export const exportedMetrics = (texts: readonly string[]): readonly DescribedMetric[] => {
  const lines = texts.flatMap((text) => text.split('\n'))
  const kinds = new Map(
    lines.flatMap((line) => [...line.matchAll(/^# TYPE (\w+) (\w+)$/g)].map(([, name = '', kind = '']) => [name, kind])),
  )
  return [...kinds]
    .map(([name, kind]) => {
      const values = lines.filter((line) => new RegExp(`^${name}(_bucket|_count|_sum)?[{ ]`).test(line))
      return { name, kind, labels: labelsIn(values).toSorted() }
    })
    .toSorted(byName)
}
