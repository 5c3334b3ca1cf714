import type { Message } from './parts.ts'

/** (ci, cluster, team, project, instance, pipeline): two teams' pipelines of one name are two. */
export function pipelineKeyOf({ pipeline, source = {} }: Pick<Message<'lock'>, 'pipeline' | 'source'>): string {
  const { ci, cluster, team, project, instance } = source
  return JSON.stringify([ci, cluster, team, project, instance, pipeline].map((part) => part ?? null))
}
