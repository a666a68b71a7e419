import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { baseOf } from '../../../../deploy/engine/build-images.mjs'
import { VERSIONS } from '../../../../deploy/node-versions/versions.mjs'
import { promiseOf } from '../promised-node.ts'

const textOf = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8')
const base = baseOf(textOf('deploy/Dockerfile'))

describe('the Node.js of the images', () => {
  it('is of the newest line that the suites run, in the version that they run', () => {
    expect(promiseOf(base.version)).toBe('promised')
    const [newest] = Object.values(VERSIONS).toReversed()
    expect(base.version).toBe(newest?.version)
    expect(base.name).toBe(`node:${base.version}-trixie-slim`)
  })

  it.each(['docs/support.md', 'docs/how-to/build-the-images.md', 'docs/how-to/run-with-compose.md'])('is named by %s', (page) => {
    expect(textOf(page)).toContain(base.version)
    for (const [, named] of textOf(page).matchAll(/(node:\d\S+-slim)/g)) expect(named).toBe(base.name)
  })

  it.each([
    ['24.0.1', 'deploy/Dockerfile has Node.js 24.0.1, and deploy/node-versions 24.'],
    ['23.1.0', 'deploy/Dockerfile has Node.js 23.1.0, and deploy/node-versions none of line 23: name one version in both.'],
  ])('is not %s, which the suites do not run', (version, refusal) => {
    expect(() => baseOf(`ARG NODE_IMAGE=node:${version}-trixie-slim`)).toThrow(refusal)
  })
})
