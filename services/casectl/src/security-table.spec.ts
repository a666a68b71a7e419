import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from '@jest/globals'

const ROOT = join(import.meta.dirname, '../../..')
const ROW = /^\| (?<attack>.*?) *\| \[(?<name>[^\]]+)\]\(\.\.\/(?<path>[^)]+)\) *\| (?<title>.+?) *\|$/

const section = /## The attacks[^\n]*\n([\s\S]*?)\n## /.exec(readFileSync(join(ROOT, 'docs/security.md'), 'utf8'))?.[1] ?? ''
const lines = section.split('\n').filter((line) => line.startsWith('|'))
const rows = lines.slice(2).map((line) => ROW.exec(line)?.groups ?? { line })
const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

describe('the table of attacks in docs/security.md', () => {
  it('has in each row a specification, and begins with an attack', () => {
    expect(rows.filter((row) => 'line' in row)).toEqual([])
    expect(rows.filter(({ name, path = '' }) => name !== basename(path) || !/\.spec\.ts$/.test(path))).toEqual([])
    expect(rows[0]?.['attack']).not.toBe('')
    expect(rows.length).toBeGreaterThan(40)
  })

  it('names for each attack a title that its specification has', () => {
    const missing = rows.filter(({ path = '', title = '' }) => {
      const text = textOf(path)
      return !["'", '"', '`'].some((quote) => text.includes(`${quote}${title}${quote}`))
    })
    expect(missing).toEqual([])
  })

  it('has every specification whose name says that it plays attacks', () => {
    const files = ['libs/event-store/src', 'services/casectl/src'].flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
    )
    const played = files.filter((path) => /\/(attacks|security-.*\.e2e|isolation|owned-ids)(\.int)?\.spec\.ts$/.test(path))
    expect(played.filter((path) => !rows.some((row) => row['path'] === path))).toEqual([])
    expect(played.length).toBeGreaterThan(2)
  })
})
