import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { PROMISED_NODE, promiseOf } from './promised-node.ts'

const INSTALLATION = new URL('../../../deploy/installation.mjs', import.meta.url).href

/** What the installation of a folder without packages says on a Node.js that calls itself that version. */
const installOn = (version: string): string => {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`
  const install = `import { ensureInstalled } from '${INSTALLATION}'; await ensureInstalled('/nowhere').catch(({ message }) => console.log(message))`
  const options = ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`, '--input-type=module', '--eval', install]
  return spawnSync(process.execPath, options, { encoding: 'utf8' }).stdout
}

describe('the versions of Node.js on which casectl runs', () => {
  it('are those that package.json promises', () => {
    const { engines } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { engines: { node: string } }
    expect(engines.node).toBe(PROMISED_NODE.map((first) => `^${first}`).join(' || '))
  })

  it.each([
    ['20.19.3', 'promised'],
    ['20.20.2', 'promised'],
    ['22.13.0', 'promised'],
    ['24.11.0', 'promised'],
    ['24.100.0', 'promised'],
    ['18.20.8', 'refused'],
    ['20.19.2', 'refused'],
    ['20.9.0', 'refused'],
    ['21.7.3', 'refused'],
    ['22.12.0', 'refused'],
    ['23.11.1', 'refused'],
    ['26.1.0', 'unknown'],
  ])('include %s or not: %s, and a start refuses those only', (version, promise) => {
    expect(promiseOf(version)).toBe(promise)
    expect(installOn(version)).toMatch(
      promise === 'refused'
        ? `Node.js ${version} does not run this: install ${PROMISED_NODE.join(', ')}, or a later version`
        : /^package-lock.json is missing/,
    )
  })
})
