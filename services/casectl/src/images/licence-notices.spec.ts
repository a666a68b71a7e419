import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from '@jest/globals'
import { noticesOf } from '../../../../deploy/image/licence-notices.mjs'
import { closureOf, isOurs, root, SERVICES } from '../../../../deploy/image/packages.mjs'

const folder = mkdtempSync(join(tmpdir(), 'licence-notices-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A package with these files, and the path of it. */
const planted = (name: string, license: string, files: Readonly<Record<string, string>> = {}): string => {
  mkdirSync(join(folder, name))
  const manifest = { name, version: '1.2.3', license, author: 'A. Writer' }
  for (const [file, text] of Object.entries({ ...files, 'package.json': JSON.stringify(manifest) }))
    writeFileSync(join(folder, name, file), text)
  return name
}

describe('the notices of an image', () => {
  it.each([...SERVICES, 'casectl'])('name every package of others in that of %s, with a text of its licence', (service) => {
    const paths = [...closureOf(`services/${service}`)].filter((path) => !isOurs(path))
    const notices = noticesOf(root, paths)
    expect(paths.length).toBeGreaterThan(150)
    expect(notices.match(/^\S+ \S+: /gm)).toHaveLength(paths.length)
    expect(notices.match(/^ {2}text: /gm)?.length).toBeGreaterThanOrEqual(paths.length)
  })

  it('say where the text is: in the package, or at the end with the holder of the rights', () => {
    const notices = noticesOf(folder, [
      planted('with-text', 'ISC', { 'LICENSE.md': 'text', NOTICE: 'names' }),
      planted('in-page', 'MIT', { 'README.md': '# It\n\nCopyright (c) 2014 B. Holder\n' }),
      planted('without-text', 'MIT'),
    ])
    expect(notices).toContain('with-text 1.2.3: ISC\n  text: with-text/LICENSE.md\n  text: with-text/NOTICE\n')
    expect(notices).toContain('in-page 1.2.3: MIT\n  Copyright (c) 2014 B. Holder\n  text: at the end\n')
    expect(notices).toContain('without-text 1.2.3: MIT\n  Copyright (c) A. Writer\n  text: at the end\n')
    expect(notices).toMatch(/Permission is hereby granted/)
  })

  it('are refused for a licence that asks for more, and for one without a text', () => {
    const copyleft = planted('copyleft', 'GPL-3.0-only', { LICENSE: 'text' })
    expect(() => noticesOf(folder, [copyleft])).toThrow('copyleft 1.2.3 has the licence "GPL-3.0-only", which no image may contain')
    expect(() => noticesOf(folder, [planted('silent', 'BSD-3-Clause')])).toThrow('silent 1.2.3 (BSD-3-Clause) has no text of its licence')
  })
})
