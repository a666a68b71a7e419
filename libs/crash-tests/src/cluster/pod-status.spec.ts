import { describe, expect, it } from '@jest/globals'
import { areReady, haveSucceeded, livingPods, missingImages, obstacles, type PodList, readyPods } from './pod-status.ts'

type Pod = PodList['items'][number]
const pod = (name: string, status: Pod['status'] = {}, metadata: Partial<Pod['metadata']> = {}): Pod => ({
  metadata: { name, uid: `uid-of-${name}`, ...metadata },
  status,
})
const ready = (isReady: boolean) => ({ conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }] })
const waiting = (reason: string) => ({
  ...ready(false),
  containerStatuses: [
    {
      name: 'main',
      image: 'registry.example/case-timeline/investigation:0.1.0',
      restartCount: 2,
      state: { waiting: { reason, message: 'no such image' } },
    },
  ],
})
const list = (...items: readonly Pod[]): PodList => ({ items })

describe('the pods of a release', () => {
  it.each(['ErrImagePull', 'ImagePullBackOff', 'ErrImageNeverPull', 'InvalidImageName'])(
    'lack an image that the kubelet reports by %s',
    (reason) =>
      expect(missingImages(list(pod('a', waiting(reason)), pod('b', waiting(reason))))).toEqual([
        `registry.example/case-timeline/investigation:0.1.0 (${reason})`,
      ]),
  )

  it.each(['ContainerCreating', 'CrashLoopBackOff'])('lack no image while a container waits by %s', (reason) =>
    expect(missingImages(list(pod('a', waiting(reason)), pod('b'), { metadata: { name: 'c', uid: 'c' } }))).toEqual([]),
  )

  it('show why they are not ready', () =>
    expect(
      obstacles(
        list(
          pod('a', { conditions: [{ type: 'PodScheduled', status: 'False', message: '0/3 nodes are available: insufficient memory' }] }),
          pod('b', waiting('CrashLoopBackOff')),
          pod('c', ready(true)),
        ),
      ),
    ).toEqual(['a is not scheduled: 0/3 nodes are available: insufficient memory', 'b waits, 2 restarts: CrashLoopBackOff no such image']))

  it('are ready when there are some, and each is', () => {
    expect(areReady(list())).toBe(false)
    expect(areReady(list(pod('a', ready(true)), pod('b', ready(true))))).toBe(true)
    expect(areReady(list(pod('a', ready(true)), pod('b', ready(false))))).toBe(false)
    expect(areReady(list(pod('a', ready(true)), pod('b')))).toBe(false)
    expect(readyPods(list(pod('a', ready(true)), pod('b', ready(false))))).toEqual(['a'])
  })

  it('do not count when they are being deleted', () =>
    expect(livingPods(list(pod('a'), pod('b', {}, { deletionTimestamp: '2026-11-28T09:00:00Z' })))).toEqual(new Set(['uid-of-a'])))

  it('have succeeded when there are some, and each has', () => {
    expect(haveSucceeded(list())).toBe(false)
    expect(haveSucceeded(list(pod('a', { phase: 'Succeeded' })))).toBe(true)
    expect(haveSucceeded(list(pod('a', { phase: 'Succeeded' }), pod('b', { phase: 'Running' })))).toBe(false)
  })
})
