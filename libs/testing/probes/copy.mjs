import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'

const ROOT_FILES = [
  'package.json',
  'package-lock.json',
  '.gitignore',
  'nx.json',
  'tsconfig.json',
  'tsconfig.base.json',
  '.oxlintrc.json',
  '.dependency-cruiser.cjs',
]
const EXCLUDED_FOLDERS = new Set(['node_modules', 'dist', '.case-timeline'])

const copies = new Set()
const removeAll = () => copies.forEach((copy) => rmSync(copy, { recursive: true, force: true, maxRetries: 5 }))
process.on('exit', removeAll)
// A signal alone would not trigger `exit`.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1))

/** Links the installed packages one by one, so that the workspace's own packages are those of the copy. */
const linkInstalled = (from, to) => {
  mkdirSync(to, { recursive: true })
  for (const name of readdirSync(from)) {
    if (name === '@case-timeline') continue
    symlinkSync(join(from, name), join(to, name))
  }
}

/**
 * A copy of the sources in the temporary folder, in which violations are planted: the checkout itself is never changed.
 * It is removed when the process ends, for whatever reason.
 */
export const copyOf = (root) => {
  const copy = mkdtempSync(join(tmpdir(), 'case-timeline-probes-'))
  copies.add(copy)
  for (const file of ROOT_FILES) cpSync(join(root, file), join(copy, file))
  linkInstalled(join(root, 'node_modules'), join(copy, 'node_modules'))
  mkdirSync(join(copy, 'node_modules/@case-timeline'))
  for (const group of ['libs', 'services'])
    for (const name of readdirSync(join(root, group))) {
      const from = join(root, group, name)
      if (!existsSync(join(from, 'package.json'))) continue
      const to = join(copy, group, name)
      cpSync(from, to, { recursive: true, filter: (path) => !EXCLUDED_FOLDERS.has(basename(path)) })
      symlinkSync(to, join(copy, 'node_modules/@case-timeline', name))
      if (existsSync(join(from, 'node_modules'))) linkInstalled(join(from, 'node_modules'), join(to, 'node_modules'))
    }
  return copy
}

/** Writes a planted file, or edits an existing one, and then the file that it needs (`with`). */
export const plant = (copy, { path, text, edit, with: other }) => {
  const target = join(copy, path)
  mkdirSync(dirname(target), { recursive: true })
  const before = edit && readFileSync(target, 'utf8')
  const after = edit ? edit(before) : text
  if (before === after)
    throw new Error(`the violation planned for ${path} changes nothing there: adapt it in libs/testing/probes/violations.mjs`)
  writeFileSync(target, after)
  if (other) plant(copy, other)
}
