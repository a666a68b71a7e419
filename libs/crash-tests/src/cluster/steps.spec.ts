import { describe, expect, it } from '@jest/globals'
import type { Cluster } from './cluster.ts'
import { namespaceManifest, ownNamespace } from './own-namespace.ts'
import { Refusal } from './refusals.ts'
import { leftBehind, merged } from './release.ts'
import { removeNamespace } from './removal.ts'
import type { Result } from './results-table.ts'
import type { Run } from './run.ts'
import type { Ran } from './running-program.ts'
import { ofSuperuser } from './secret-manifests.ts'
import { settingsOf } from './settings.ts'
import { runSteps, type Step } from './steps.ts'
import { modulesOf } from './program-modules.ts'

const stopped = new AbortController()
const runUntil = (signal: AbortSignal): Run => ({
  cluster: {} as Cluster,
  settings: settingsOf({ KUBECONFIG: 'x' }, () => true),
  namespace: ownNamespace('0a1b2c3d'),
  root: '/',
  path: '',
  signal,
  password: 'secret',
})
const passes: Step = { name: 'passes', run: () => Promise.resolve() }
const fails = (failure: Error): Step => ({ name: 'fails', run: () => Promise.reject(failure) })
const counts = { requests: 5, failed: 1, acknowledged: 2, secondsWithoutOwner: undefined, examples: ['prosecution: /charges: 503'] }

const resultsOf = async (steps: readonly Step[], signal = new AbortController().signal) => {
  const results: Result[] = []
  const failure = await runSteps(steps, runUntil(signal), (result) => results.push(result))
  return { failure, results: results.map((one) => `${one.step}: ${one.failure?.message ?? 'passed'}`) }
}

describe('the steps of a run', () => {
  it('end with the first that cannot be done', async () => {
    const failure = new Refusal('no cluster')
    expect(await resultsOf([passes, fails(failure), passes])).toEqual({ failure, results: ['passes: passed', 'fails: no cluster'] })
  })

  it('go on after one whose requests failed, which has failed', async () =>
    expect(await resultsOf([{ name: 'upgrade', run: () => Promise.resolve({ counts }) }, passes])).toEqual({
      failure: undefined,
      results: ['upgrade: upgrade: 1 requests failed: prosecution: /charges: 503', 'passes: passed'],
    }))

  it('end for the reason of an interrupt, whatever it broke', async () => {
    stopped.abort(new Refusal('The run was ended by SIGINT.'))
    const { results } = await resultsOf([fails(new Error('kubectl was killed'))], stopped.signal)
    expect(results).toEqual(['fails: The run was ended by SIGINT.'])
  })
})

describe('what a run leaves', () => {
  it('is nothing of the release but hooks, which helm does not delete', () => {
    const one = (name: string, more: object = {}) => ({ kind: 'Service', metadata: { name, ...more } })
    expect(
      leftBehind({
        items: [one('kept'), one('hook', { annotations: { 'helm.sh/hook': 'pre-install' } }), one('going', { deletionTimestamp: 'now' })],
      }),
    ).toEqual(['Service kept'])
  })

  describe('is its namespace', () => {
    const own = ownNamespace('0a1b2c3d')
    /** What kubectl is asked and what is printed, when the server answers so to the question for the namespace. */
    const removal = async (found: Ran, keeps = false) => {
      const [commands, printed]: [string[], string[]] = [[], []]
      const tryKubectl: Cluster['tryKubectl'] = ([command = '']) => {
        commands.push(command)
        return Promise.resolve(command === 'get' ? found : { code: 0, out: '', err: '' })
      }
      await removeNamespace({ tryKubectl }, own, keeps, (sentence) => printed.push(sentence))
      return { commands, printed: printed.join(' ') }
    }
    const answer = (manifest: object): Ran => ({ code: 0, out: JSON.stringify(manifest), err: '' })

    it('only while it is deleted', async () =>
      expect(await removal(answer(namespaceManifest(own)))).toMatchObject({ commands: ['get', 'delete'] }))

    it('if that is what its caller wants', async () =>
      expect(await removal(answer(namespaceManifest(own)), true)).toEqual({
        commands: ['get'],
        printed: expect.stringMatching(/ stays: when you have seen enough, kubectl delete namespace case-timeline-test-0a1b2c3d\.$/),
      }))

    it('if somebody else has created it', async () =>
      expect(await removal(answer({ metadata: { name: own.name, labels: {} } }))).toEqual({
        commands: ['get'],
        printed: 'The namespace case-timeline-test-0a1b2c3d is not one of this run, and stays.',
      }))

    it('if the cluster does not answer any more, with what to do', async () => {
      const notFound = { code: 1, out: '', err: 'Error from server (NotFound): namespaces "case-timeline-test-0a1b2c3d" not found' }
      expect(await removal(notFound)).toEqual({ commands: ['get'], printed: '' })
      expect((await removal({ code: 1, out: '', err: 'Unable to connect to the server: EOF' })).printed).toMatch(
        /is unknown \(Unable to connect to the server: EOF\): kubectl delete namespace case-timeline-test-0a1b2c3d\.$/,
      )
    })
  })
})

describe('what a run gives to its pods', () => {
  it('is each module of its programs once, with those that it imports', () => {
    const files: Readonly<Record<string, string>> = {
      'cluster/load.js': `import pg from 'pg'\nimport { a } from '../a.js'\nimport './b.js'`,
      'cluster/b.js': `export { a } from '../a.js'`,
      'a.js': '',
    }
    expect([...modulesOf(['cluster/load.js', 'a.js'], (path) => files[path]!).keys()]).toEqual(['cluster/load.js', 'a.js', 'cluster/b.js'])
  })

  it('is the values of a step over those of the run, member by member', () =>
    expect(merged({ image: { tag: '1' }, ports: [1, 2] }, { image: { digests: {} }, ports: [3] })).toEqual({
      image: { tag: '1', digests: {} },
      ports: [3],
    }))

  it('is the URL of the superuser for the database of a service', () =>
    expect(ofSuperuser('postgres://views_x:own@backing-postgres:5432/views_investigation?sslmode=verify-full', 'secret')).toBe(
      'postgres://postgres:secret@backing-postgres:5432/views_investigation?sslmode=verify-full&sslrootcert=/etc/case-timeline/trust/ca.crt',
    ))
})
