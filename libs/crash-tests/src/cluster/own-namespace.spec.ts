import { describe, expect, it } from '@jest/globals'
import { inOwnNamespace, namespaceManifest, ownNamespace, wasCreatedBy } from './own-namespace.ts'

const own = ownNamespace('0a1b2c3d')

describe('the namespace of a run', () => {
  it('has the id of the run in its name, and admits only restricted pods', () =>
    expect(namespaceManifest(own).metadata).toEqual({
      name: 'case-timeline-test-0a1b2c3d',
      labels: { 'case-timeline/test-run': '0a1b2c3d', 'pod-security.kubernetes.io/enforce': 'restricted' },
    }))

  it('is named in each command', () =>
    expect(inOwnNamespace(own, ['get', 'pods'])).toEqual(['--namespace', 'case-timeline-test-0a1b2c3d', 'get', 'pods']))

  it.each([
    '-n',
    '--namespace',
    '--namespace=default',
    '-A',
    '--all-namespaces',
    '--context',
    '--kube-context=x',
    '--kubeconfig',
    '--server',
  ])('is not left by a command with %s', (argument) =>
    expect(() => inOwnNamespace(own, ['get', 'pods', argument])).toThrow(/would leave the namespace case-timeline-test-0a1b2c3d/),
  )

  it('is not confused by the arguments of a program in a pod', () =>
    expect(inOwnNamespace(own, ['exec', 'load', '--', 'node', '-n'])).toContain('-n'))

  it('is deleted only if this run has created it', () => {
    expect(wasCreatedBy(own, namespaceManifest(own))).toBe(true)
    expect(wasCreatedBy(own, namespaceManifest(ownNamespace('ffffffff')))).toBe(false)
    expect(wasCreatedBy(own, { metadata: { name: own.name } })).toBe(false)
    expect(wasCreatedBy(own, { metadata: { ...namespaceManifest(own).metadata, name: 'case-timeline' } })).toBe(false)
    expect(wasCreatedBy(own, {})).toBe(false)
  })

  it('has no other id than a random one', () => expect(() => ownNamespace('production')).toThrow(/eight hexadecimal digits/))
})
