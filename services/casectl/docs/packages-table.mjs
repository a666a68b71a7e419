// The packages of the repository and their imports, from their package.json files.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const PREFIX = '@case-timeline/'

/** Every package: its folder, what it holds, and the packages that it imports. */
export const packagesIn = (root) =>
  ['libs', 'services'].flatMap((group) =>
    readdirSync(join(root, group))
      .filter((name) => existsSync(join(root, group, name, 'package.json')))
      .map((name) => {
        const { description = '', dependencies = {} } = JSON.parse(readFileSync(join(root, group, name, 'package.json'), 'utf8'))
        const imports = Object.keys(dependencies).flatMap((one) => (one.startsWith(PREFIX) ? [one.slice(PREFIX.length)] : []))
        return { name, group, description, imports }
      }),
  )

/** Imports that do not follow from other imports: an arrow for each would hide the layers. */
const directImports = (packages) => {
  const byName = new Map(packages.map((one) => [one.name, one]))
  const reached = (name, seen = new Set()) => {
    for (const next of byName.get(name)?.imports ?? []) if (!seen.has(next)) reached(next, seen.add(next))
    return seen
  }
  return packages.map(({ name, imports }) => ({
    name,
    imports: imports.filter((one) => !imports.some((other) => reached(other).has(one))),
  }))
}

const SECTORS = ['investigation', 'prosecution', 'adjudication', 'victim-support']

/** A Mermaid graph of the packages: each arrow points to the imported package; the four sectors are one node. */
export const importGraph = (packages) => {
  const nodeOf = (name) => (SECTORS.includes(name) ? 'sectors' : name)
  const arrows = new Set(
    directImports(packages).flatMap(({ name, imports }) => imports.map((one) => `  ${nodeOf(name)} --> ${nodeOf(one)}`)),
  )
  return ['```mermaid', 'flowchart BT', `  sectors[${SECTORS.join(' · ')}]`, ...[...arrows].toSorted(), '```'].join('\n')
}

/** A Markdown table of the packages of a group. @throws if a package.json has no description */
export const packagesTable = (packages, group) => {
  const rows = packages.filter((one) => one.group === group)
  for (const { name, description } of rows)
    if (description === '') throw new Error(`${group}/${name}/package.json has no description: add one sentence (a-package-is-described)`)
  const nameWidth = Math.max(...rows.map(({ name }) => name.length + 2), 'package'.length)
  const descriptionWidth = Math.max(...rows.map(({ description }) => description.length), 'holds'.length)
  const row = (name, description) => `| ${name.padEnd(nameWidth)} | ${description.padEnd(descriptionWidth)} |`
  return [
    row('package', 'holds'),
    `| ${'-'.repeat(nameWidth)} | ${'-'.repeat(descriptionWidth)} |`,
    ...rows.map(({ name, description }) => row(`\`${name}\``, description)),
  ].join('\n')
}

const partPattern = (name) => new RegExp(`(<!-- generated: ${name} -->\\n\\n)[\\s\\S]*?(\\n\\n<!-- end -->)`)

/** The page with its generated parts (`import graph`, `libs`, `services`) made from the packages. */
export const withPackages = (root, page) => {
  const packages = packagesIn(root)
  const parts = {
    'import graph': importGraph(packages),
    libs: packagesTable(packages, 'libs'),
    services: packagesTable(packages, 'services'),
  }
  return Object.entries(parts).reduce((text, [name, part]) => {
    if (!partPattern(name).test(text))
      throw new Error(`docs/architecture.md has no part "<!-- generated: ${name} -->" (a-package-is-described)`)
    return text.replace(partPattern(name), (_, head, tail) => `${head}${part}${tail}`)
  }, page)
}
