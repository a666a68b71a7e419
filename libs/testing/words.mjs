import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/**
 * Words that a contributor from another team would have to translate, and what to write instead. They are refused in
 * prose (comments, strings, Markdown, JSON texts) and as parts of names, in any notation. `onlyNames`: a phrase that is
 * plain English in prose.
 */
export const WORDS = [
  { words: ['told', 'tell', 'tells', 'telling', 'retold', 'retell'], instead: 'record, report, publish, notify or inform' },
  { words: ['she', 'her', 'hers', 'herself'], instead: 'the person, the victim, the accused or the caseworker' },
  { words: ['he', 'him', 'his', 'himself'], instead: 'the person, the accused, the user or the caller' },
  { words: ['whoever', 'whomever'], instead: 'the person who, the caller that, or who' },
  { words: ['door', 'doors'], instead: 'controller, endpoint or entry point' },
  { words: ['desk', 'desks'], instead: 'command handler or command context' },
  { words: ['house', 'houses', 'household', 'households'], instead: 'system, conventions or job context' },
  { words: ['chore', 'chores'], instead: 'scheduled job' },
  { words: ['in hand'], instead: 'current, or being processed' },
  { words: ['way of events', 'ways of events'], instead: 'event feed' },
  { words: ['in the way'], instead: 'degraded, or what blocks it' },
  { words: ['obey', 'obeys', 'obeyed', 'obeying', 'obedience', 'obedient'], instead: 'redaction or confidentiality, or is applied' },
  { words: ['knock', 'knocks', 'knocked', 'knocking'], instead: 'dispatch or notify' },
  { words: ['stand for', 'stands for', 'stood for', 'standing for'], instead: 'means, represents, or is the canonical reference of' },
  { words: ['left of'], instead: 'redacted, or the rest of', onlyNames: true },
  { words: ['anew'], instead: 'again' },
  { words: ['beside', 'besides'], instead: 'in addition to, alongside or next to' },
  { words: ['understood'], instead: 'resolved, or with canonical references' },
  {
    words: ['seal', 'seals', 'sealed', 'sealing', 'unseal', 'unsealed'],
    instead: 'hash (an event), encrypt (a member) or close by court order',
  },
  { words: ['stand recorded', 'stands recorded'], instead: 'is recorded, or is in force' },
  { words: ['who asks'], instead: 'the caller, or who sends the request' },
  { words: ['is said', 'are said', 'as said'], instead: 'is stated, recorded or published' },
]

/**
 * Text in which such a word has another meaning, or is stored. A closed list: each entry has its reason, and `in`
 * limits it to the files that it concerns.
 */
export const EXCEPTIONS = [
  { text: 'sealedItems', because: 'a scope of the event ConfidentialityOrdered: items closed by court order' },
  {
    text: /\bhousehold\b/g,
    in: /risk-assess|victimSupport\.(Assess)?Risk|^deploy\/demo\/|^docs\/lives\/|^services\/victim-support\/|^docs\/glossary/i,
    because: 'a section of the risk assessment of HTCDS 2.0: the family and others with whom the victim lives',
  },
  {
    text: /\bseal\b|SEAL-/g,
    in: /evidence-custody|EvidenceCustody|^docs\/events\/README|^deploy\/demo\/|^docs\/lives\/|^services\/(investigation|casectl)\//i,
    because: 'the numbered seal on the bag of an item of evidence',
  },
  { text: /^\|.*\|$/gm, in: /^CHANGELOG\.md$/, because: 'the table of renames has the names before' },
  {
    text: 'case-timeline: equal sealed values',
    in: /^libs\/http\/src\/member-encryption\./,
    because: 'the context of a key derivation, whose digests are stored',
  },
  {
    text: /'anew'|"anew"/g,
    in: /^libs\/event-store\/src\/ids\./,
    because: 'a kind of derived ids, which are stored: another text would give other ids',
  },
  {
    text: 'case-timeline vault: sealing, 1',
    in: /^libs\/vault\/src\/encrypted-member\./,
    because: 'a stored context of the key derivation: with another text no stored member could be decrypted',
  },
]

const TEXT_FILES = /\.(ts|mts|cts|mjs|cjs|js|json|md|ya?ml|http|xml|properties|py|sh)$|^\.ci\/|^deploy\/hooks\//
const EXCLUDED =
  /^(package-lock\.json|LICENSE|libs\/contracts\/released\/.*|services\/audit-trail\/catalog\/catalog\.json|libs\/testing\/words\.mjs)$/

/** Ids, hashes and ciphertexts: random letters and digits are no words. */
const ENCODED = /(?=[\w+/-]*[a-z])(?=[\w+/-]*[A-Z])(?=[\w+/-]*\d)[\w+/-]{16,}=*/g
/** The parts of a word in camelCase, snake_case or kebab-case. */
const PART = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g
/** What may be between the words of a phrase, a line break inside a comment included. */
const GAP = /^(\s+((\*|\/\/|--|#|>)\s+)?|[-_]?)$/

const byFirstPart = new Map()
for (const { words, instead, onlyNames = false } of WORDS)
  for (const word of words) {
    const parts = word.split(' ')
    byFirstPart.set(parts[0], [...(byFirstPart.get(parts[0]) ?? []), { word, parts, instead, onlyNames }])
  }

const blank = (text) => text.replace(/[^\n]/g, ' ')

/** Whether a phrase begins at an index of the parts that were found in a text. */
const matchesAt = (text, found, start, { parts, onlyNames }) =>
  parts.every((part, n) => {
    const match = found[start + n]
    if (match?.[0].toLowerCase() !== part) return false
    if (n === 0) return true
    const previous = found[start + n - 1]
    const gap = text.slice(previous.index + previous[0].length, match.index)
    return onlyNames ? /^[-_]?$/.test(gap) : GAP.test(gap)
  })

/**
 * The refused words of a text in a file.
 * @returns `{ line, word, instead }` in order, the line from 1
 */
const refusedWords = (path, text) => {
  const exceptions = EXCEPTIONS.filter((one) => one.in?.test(path) ?? true)
  const checked = exceptions.reduce((current, one) => current.replaceAll(one.text, blank), text).replace(ENCODED, blank)
  const found = [...checked.matchAll(PART)]
  return found.flatMap((match, index) => {
    const phrase = byFirstPart.get(match[0].toLowerCase())?.find((candidate) => matchesAt(checked, found, index, candidate))
    return phrase ? [{ line: checked.slice(0, match.index).split('\n').length, word: phrase.word, instead: phrase.instead }] : []
  })
}

/** The paths of the sources and pages of a checkout: tracked and untracked files, without ignored ones. */
const sourcesIn = (root) =>
  execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 })
    .split('\0')
    .filter((path) => TEXT_FILES.test(path) && !EXCLUDED.test(path) && existsSync(join(root, path)))

/**
 * The refused words in names of files and in their text.
 * @param root folder of the repository
 * @param paths the files to read; default: all sources and pages of the checkout
 * @returns one finding per word: `{ path, line, rule, message }`; line 0 is the name of the file
 */
export const checkWords = (root, paths = sourcesIn(root)) => {
  const finding = (path, line, { word, instead }) => ({ path, line, rule: 'plain-words', message: `"${word}": write ${instead}` })
  return paths.flatMap((path) => [
    ...refusedWords(path, path).map((one) => finding(path, 0, one)),
    ...refusedWords(path, readFileSync(join(root, path), 'utf8')).map((one) => finding(path, one.line, one)),
  ])
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const findings = checkWords(process.cwd())
  for (const { path, line, rule, message } of findings) console.log(`${path}:${line}: ${message} (${rule})`)
  process.exitCode = findings.length > 0 ? 1 : 0
}
