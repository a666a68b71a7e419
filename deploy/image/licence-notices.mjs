// The notices of an image: whose packages it contains, under which licence, and where the text of the licence is.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The licences under which a package may be in an image: each asks for its text and its copyright, and for nothing else. */
const ACCEPTED = new Set([
  'MIT',
  'Apache-2.0',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '(BSD-3-Clause AND Apache-2.0)',
  '0BSD',
  'BlueOak-1.0.0',
  'Python-2.0',
])

/** A file that has the text of a licence, or whom a licence wants named. */
export const LICENCE_FILE = /^(licen[cs]e|copying|notice)/i

/** Where the text of a licence is, if the package itself has none. */
const COMMON_TEXT = { 'Apache-2.0': 'LICENSE', MIT: 'at the end' }

const MIT = readFileSync(new URL('MIT.txt', import.meta.url), 'utf8')

const nameOf = (author) => (typeof author === 'string' ? author : author?.name)

/** Whom the package names as the holder of its rights: its author, unless its page to read says it. */
const holderOf = ({ author, name }, folder, files) => {
  const page = files.find((file) => /^readme/i.test(file))
  const stated = page && /^copyright\b.*$/im.exec(readFileSync(join(folder, page), 'utf8'))?.[0]
  return stated ?? `Copyright (c) ${nameOf(author) ?? `the authors of ${name}`}`
}

const noticeOf = (root, path) => {
  const folder = join(root, path)
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const { name, version, license } = manifest
  if (!ACCEPTED.has(license)) throw new Error(`${name} ${version} has the licence ${JSON.stringify(license)}, which no image may contain`)
  const files = readdirSync(folder)
  const texts = files.filter((file) => LICENCE_FILE.test(file)).toSorted()
  if (texts.length > 0) return [`${name} ${version}: ${license}`, ...texts.map((file) => `  text: ${path}/${file}`)]
  if (!COMMON_TEXT[license])
    throw new Error(`${name} ${version} (${license}) has no text of its licence, and ${license} is not in COMMON_TEXT`)
  return [`${name} ${version}: ${license}`, `  ${holderOf(manifest, folder, files)}`, `  text: ${COMMON_TEXT[license]}`]
}

/**
 * @param root the folder in which the paths are
 * @param paths of the packages of others, as the lock file names them: the same as in the image, below `/app`
 * @returns the text of `NOTICES.txt`
 * @throws Error if a package has a licence that is not accepted, or if there is no text of its licence
 */
export const noticesOf = (root, paths) =>
  [
    'case-timeline is licensed under Apache-2.0, see LICENSE. This image also contains these packages of others:',
    '',
    ...[...paths].toSorted().flatMap((path) => noticeOf(root, path)),
    '',
    'The text of MIT, for the packages that say "at the end":',
    '',
    MIT,
  ].join('\n')
