process.stderr.write('in is not written yet\n')
process.exitCode = 1
