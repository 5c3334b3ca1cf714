process.stderr.write('check is not written yet\n')
process.exitCode = 1
