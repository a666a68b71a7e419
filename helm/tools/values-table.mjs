// `node helm/tools/values-table.mjs` writes the table of values into the chart's README.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { isMap, parseDocument } from 'yaml'

const CHART = join(import.meta.dirname, '../case-timeline')
const [BEGIN, END] = ['<!-- values: begin -->', '<!-- values: end -->']

/** The description in the comment before a value: the text after two hyphens, up to an empty line. */
const descriptionOf = (comment = '') => {
  const [, text] = /(?:^|\n) -- ([\s\S]*)$/.exec(comment ?? '') ?? []
  return text
    ?.split('\n')
    .map((line) => line.trim())
    .join(' ')
}

/** The values of a map as rows `{ path, value, description }`; one with a description is a row of its own. */
const rowsOf = (map, path = []) =>
  map.items.flatMap(({ key, value }, index) => {
    const at = [...path, key.value]
    // The comment before the first member belongs to the map.
    const description = descriptionOf(key.commentBefore ?? (index === 0 ? map.commentBefore : undefined))
    if (description !== undefined || !isMap(value) || value.items.length === 0)
      return [{ path: at.join('.'), value: value.toJSON(), description }]
    return rowsOf(value, at)
  })

/** The values of a file of annotated values, in its order. */
export const valuesIn = (text) => rowsOf(parseDocument(text).contents)

const cell = (text) => text.replaceAll('|', '\\|')

/** A README with the table of the values in its place. */
export const withTable = (readme, values) => {
  const [before, rest] = readme.split(BEGIN)
  const after = rest?.split(END)[1]
  if (after === undefined) throw new Error(`README.md lacks ${BEGIN} and ${END}: put them where the table belongs.`)
  const rows = valuesIn(values).map(
    ({ path, value, description }) => `| \`${path}\` | \`${cell(JSON.stringify(value))}\` | ${cell(description ?? '')} |`,
  )
  return [`${before}${BEGIN}`, '', '| value | default | |', '| --- | --- | --- |', ...rows, '', `${END}${after}`].join('\n')
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const readme = join(CHART, 'README.md')
  writeFileSync(readme, withTable(readFileSync(readme, 'utf8'), readFileSync(join(CHART, 'values.yaml'), 'utf8')))
}
