process.stderr.write('out is not written yet\n')
process.exitCode = 1
